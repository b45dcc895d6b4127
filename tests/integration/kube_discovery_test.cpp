#include "probe/discovery.hpp"

#include "tests/integration/kube_setup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <mutex>

namespace srcip::probe {
namespace {

using kube::recorded;
using test::http_answer;
using test::stand_in;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// The recorded API server 1.20, over TLS and for one token, two nodes a page.
class recorded_server : public ::testing::Test {
  protected:
    recorded_server() {
        authority_ = test::make_certificate({"CA", "", -1, 1, nullptr, true});
        const auto certificate = test::make_certificate({"api", "IP:127.0.0.1", -1, 1, &authority_, false});
        server_ = std::make_unique<stand_in>(
            stand_in::answering([this](const std::string& request) { return answer(request); }),
            test::stand_in_options{certificate, ""});
    }

    std::string answer(const std::string& request) {
        const std::lock_guard lock(mutex_);
        if (request.find("Authorization: Bearer t0ken\r\n") == std::string::npos)
            return http_answer(401, recorded("error-401.json"));
        const std::string target = test::target_of(request);
        const std::string path = target.substr(0, target.find('?'));
        if (target.find("/api/v1/nodes?limit=500&continue=") == 0)
            return http_answer(200, recorded("nodes-limit2-page2.json"));
        const auto it = files_.find(path);
        if (it == files_.end())
            return http_answer(404, recorded("endpointslices-v1-is-404.json"));
        return http_answer(it->second.starts_with("error-403") ? 403 : 200, recorded(it->second));
    }

    kube::outcome<discovered> discover_all() {
        kube::endpoint where = kube::at(server_->port(), "https");
        where.ca_pem = authority_.certificate;
        where.token = "t0ken";
        kube::running_client client(where);
        return kube::run(client.context, discover(client.made->get(), discovery_options()));
    }

    void put(const std::string& path, const std::string& file) {
        const std::lock_guard lock(mutex_);
        files_[path] = file;
    }

    std::mutex mutex_;
    std::map<std::string, std::string> files_ = {
        {"/version", "version.json"},
        {"/api/v1/nodes", "nodes-limit2-page1.json"},
        {"/api/v1/namespaces/default/services", "services.json"},
        {"/apis/discovery.k8s.io/v1beta1/namespaces/default/endpointslices", "endpointslices-v1beta1.json"},
        {"/api/v1/namespaces/default/endpoints", "endpoints.json"},
        {"/api/v1/pods", "pods.json"},
    };
    test::key_pair authority_;
    std::unique_ptr<stand_in> server_; ///< last: its thread uses the others
};

TEST_F(recorded_server, is_discovered_over_one_connection) {
    const auto found = discover_all();
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(server_->connections(), 1U);
    EXPECT_THAT(found->facts.gaps, IsEmpty());
    ASSERT_EQ(found->facts.nodes.size(), 3U);
    EXPECT_EQ(found->facts.nodes[2].name, "n3");
    EXPECT_EQ(found->facts.services.size(), kube::json_of(recorded("services.json")).at("items").as_array().size());
    for (const service_facts& service : found->facts.services) {
        EXPECT_TRUE(service.endpoints_known);
        if (service.name == "nodeport") {
            ASSERT_EQ(service.endpoints.size(), 1U);
            EXPECT_EQ(service.endpoints[0].node_name, "n1");
        }
    }
}

TEST_F(recorded_server, gives_a_part_when_nodes_are_forbidden) {
    put("/api/v1/nodes", "error-403.json");
    const auto found = discover_all();
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_FALSE(found->facts.services.empty());
    EXPECT_THAT(found->facts.gaps, ElementsAre(HasSubstr("User \"system:anonymous\" cannot list resource \"nodes\"")));
}

} // namespace
} // namespace srcip::probe
