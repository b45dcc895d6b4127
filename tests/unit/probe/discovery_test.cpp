#include "probe/discovery.hpp"

#include "tests/unit/probe/kube_fake_connection.hpp"
#include "tests/unit/probe/kube_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace srcip::probe {
namespace {

using kube::error_kind;
using kube::fake_answer;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

fake_answer not_found() { return {404, kube::recorded("endpointslices-v1-is-404.json")}; }

fake_answer forbidden(const std::string& what) {
    return {403, R"({"kind":"Status","message":")" + what + R"( is forbidden","code":403})"};
}

/// An API server by path, without the query; what is not listed there is not found.
class discovery : public ::testing::Test {
  protected:
    void SetUp() override {
        paths["/version"] = {200, kube::recorded("version.json")};
        paths["/api/v1/nodes"] = {200, kube::recorded("nodes.json")};
        paths["/api/v1/namespaces/default"] = {200, "{}"};
        for (const char* where : {"", "/namespaces/default"}) {
            const std::string scope = where;
            paths["/api/v1" + scope + "/services"] = {200, kube::recorded("services.json")};
            paths["/api/v1" + scope + "/pods"] = {200, kube::recorded("pods.json")};
            paths["/api/v1" + scope + "/endpoints"] = {200, kube::recorded("endpoints.json")};
            paths["/apis/discovery.k8s.io/v1beta1" + scope + "/endpointslices"] = {
                200, kube::recorded("endpointslices-v1beta1.json")};
        }
    }

    kube::outcome<discovered> run(discovery_options options = {}) {
        asked.clear();
        boost::asio::io_context context(1);
        kube::client client = kube::fake_client(context, [this](const std::string& target, const std::string&) {
            asked.push_back(target);
            const auto it = paths.find(target.substr(0, target.find('?')));
            return it == paths.end() ? not_found() : it->second;
        });
        return kube::run(context, discover(&client, std::move(options)));
    }
    void forbid_endpoints() {
        for (const char* path : {"/apis/discovery.k8s.io/v1", "/apis/discovery.k8s.io/v1beta1"})
            paths[std::string(path) + "/namespaces/default/endpointslices"] = forbidden("endpointslices");
        paths["/api/v1/namespaces/default/endpoints"] = forbidden("endpoints");
    }

    std::map<std::string, fake_answer> paths;
    std::vector<std::string> asked;
};

const service_facts& service(const discovered& found, const std::string& name) {
    for (const service_facts& s : found.facts.services) {
        if (s.name == name)
            return s;
    }
    throw std::runtime_error("no service " + name);
}

TEST_F(discovery, finds_the_recorded_cluster) {
    const auto found = run();
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->facts.server_version, "v0.0.0-master+faecb196815e2");
    EXPECT_EQ(found->facts.name_space, "default");
    EXPECT_EQ(found->facts.nodes.size(), 3U);
    EXPECT_THAT(found->facts.gaps, IsEmpty());
    EXPECT_EQ(found->nothing, "");
    EXPECT_EQ(service(*found, "clusterip").endpoints.size(), 1U);
    EXPECT_EQ(service(*found, "clusterip").endpoints[0].node_name, "n1");
    EXPECT_FALSE(found->facts.pods.empty());
    EXPECT_THAT(asked,
                ElementsAre("/version", "/api/v1/nodes?limit=500", "/api/v1/namespaces/default/services?limit=500",
                            "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?limit=500",
                            "/apis/discovery.k8s.io/v1beta1/namespaces/default/endpointslices?limit=500",
                            "/api/v1/pods?limit=500"));
}

TEST_F(discovery, falls_back_to_endpoints) {
    const auto slices = run();
    paths.erase("/apis/discovery.k8s.io/v1beta1/namespaces/default/endpointslices");
    const auto found = run();
    ASSERT_TRUE(found);
    for (const service_facts& s : slices->facts.services) {
        ASSERT_EQ(service(*found, s.name).endpoints.size(), s.endpoints.size()) << s.name;
        EXPECT_TRUE(service(*found, s.name).endpoints_known);
    }
}

TEST_F(discovery, looks_everywhere_and_selects) {
    discovery_options options;
    options.all_namespaces = true;
    options.label_selector = "app=a b,!x";
    const auto found = run(options);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->facts.name_space, "");
    EXPECT_THAT(asked, Contains("/api/v1/services?limit=500&labelSelector=app%3Da%20b%2C%21x"));
}

TEST_F(discovery, keeps_only_the_services_asked_for) {
    discovery_options options;
    options.services = {"default/nodeport", "clusterip", "default/no\x1bne"};
    const auto found = run(options);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->facts.services.size(), 2U);
    EXPECT_THAT(found->missing, ElementsAre("default/no\\x1bne"));
    EXPECT_EQ(found->nothing, "");
    options.services = {"default/none"};
    const auto nothing = run(options);
    ASSERT_TRUE(nothing);
    EXPECT_EQ(nothing->nothing, "no such service: default/none");
}

TEST_F(discovery, asks_each_namespace_of_the_services_once) {
    discovery_options options;
    options.services = {"a/x", "b/y", "a/z"};
    const auto found = run(options);
    EXPECT_FALSE(found); // 404 for a collection: this is no API server
    paths["/api/v1/namespaces/a/services"] = paths["/api/v1/namespaces/b/services"] = {200, R"({"items":[]})"};
    const auto again = run(options);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->nothing, "there is no namespace \"a\"; there is no namespace \"b\"");
    EXPECT_THAT(again->missing, ElementsAre("a/x", "b/y", "a/z"));
}

TEST_F(discovery, tells_an_empty_namespace_from_none) {
    discovery_options options;
    options.name_space = "x/y";
    paths["/api/v1/namespaces/x%2Fy/services"] = {200, R"({"items":[]})"};
    EXPECT_EQ(run(options)->nothing, "there is no namespace \"x/y\"");
    paths["/api/v1/namespaces/x%2Fy"] = {200, "{}"};
    EXPECT_EQ(run(options)->nothing, "there are no services in namespace \"x/y\"");
    paths["/api/v1/namespaces/x%2Fy"] = forbidden("namespaces");
    EXPECT_EQ(run(options)->nothing, "there are no services in namespace \"x/y\"");
    options.label_selector = "a=b";
    EXPECT_EQ(run(options)->nothing, "no services in namespace \"x/y\" match the label selector \"a=b\"");
    options = {};
    options.all_namespaces = true;
    paths["/api/v1/services"] = {200, R"({"items":null})"};
    EXPECT_EQ(run(options)->nothing, "there are no services");
}

TEST_F(discovery, makes_do_without_nodes) {
    paths["/api/v1/nodes"] = {403, kube::recorded("error-403.json")};
    const auto found = run();
    ASSERT_TRUE(found);
    EXPECT_THAT(found->facts.nodes, IsEmpty());
    ASSERT_EQ(found->facts.gaps.size(), 1U);
    EXPECT_EQ(
        found->facts.gaps[0],
        "nodes may not be listed (nodes is forbidden: User \"system:anonymous\" cannot list resource \"nodes\" in API "
        "group \"\" at the cluster scope): node ports cannot be tried, and no node can be named as a rewriter");
}

TEST_F(discovery, makes_do_without_services) {
    paths["/api/v1/namespaces/default/services"] = forbidden("services");
    const auto found = run();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->facts.nodes.size(), 3U);
    EXPECT_EQ(found->nothing, "services may not be listed in namespace \"default\"");
    EXPECT_THAT(found->facts.gaps, Contains(HasSubstr("services in namespace \"default\" may not be listed")));
}

TEST_F(discovery, fails_without_nodes_and_services) {
    paths["/api/v1/nodes"] = forbidden("nodes");
    paths["/api/v1/namespaces/default/services"] = forbidden("services");
    const auto found = run();
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, error_kind::forbidden);
    EXPECT_THAT(found.error().message, HasSubstr("services is forbidden; ask for a role with this right"));
}

TEST_F(discovery, goes_on_without_a_list_that_fails) {
    paths["/api/v1/nodes"] = {500, "x"};
    const auto found = run();
    ASSERT_TRUE(found);
    EXPECT_THAT(found->facts.nodes, IsEmpty());
    EXPECT_FALSE(found->facts.services.empty());
    EXPECT_THAT(found->facts.gaps, Contains(HasSubstr("nodes could not be listed (")));
    paths["/api/v1/namespaces/default/services"] = {500, "x"};
    EXPECT_EQ(run().error().kind, error_kind::server_error);
}

TEST_F(discovery, keeps_what_a_list_gave_before_it_failed) {
    paths["/api/v1/nodes"] = {200, R"({"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]})"};
    discovery_options options;
    options.limits.max_items = 1;
    const auto found = run(options);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->facts.nodes.size(), 1U);
    EXPECT_THAT(found->facts.gaps, Contains(HasSubstr("nodes could be listed in part only (the first 1; ")));
    EXPECT_EQ(found->facts.services.size(), 1U);
}

TEST_F(discovery, says_when_endpoints_are_unknown) {
    forbid_endpoints();
    const auto found = run();
    ASSERT_TRUE(found);
    for (const service_facts& s : found->facts.services)
        EXPECT_FALSE(s.endpoints_known);
    EXPECT_THAT(found->facts.gaps, ElementsAre(HasSubstr("endpoints in namespace \"default\" may not be listed")));
}

TEST_F(discovery, treats_an_old_server_that_forbids_unknown_apis) {
    paths["/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"] = forbidden("endpointslices");
    const auto found = run();
    ASSERT_TRUE(found);
    EXPECT_THAT(found->facts.gaps, IsEmpty());
    EXPECT_EQ(service(*found, "clusterip").endpoints.size(), 1U);
}

TEST_F(discovery, takes_pods_of_the_namespace_when_it_must) {
    paths["/api/v1/pods"] = forbidden("pods");
    const auto found = run();
    ASSERT_TRUE(found);
    EXPECT_FALSE(found->facts.pods.empty());
    EXPECT_THAT(found->facts.gaps, IsEmpty());
    paths["/api/v1/namespaces/default/pods"] = forbidden("pods");
    const auto without = run();
    ASSERT_TRUE(without);
    EXPECT_THAT(without->facts.gaps, ElementsAre(HasSubstr("pods may not be listed (pods is forbidden)")));
}

TEST_F(discovery, needs_a_server_that_answers) {
    paths["/version"] = {500, "x"};
    EXPECT_EQ(run().error().kind, error_kind::server_error);
    paths["/version"] = {200, "<html>"};
    EXPECT_EQ(run().error().kind, error_kind::not_json);
    paths["/version"] = {200, "[]"};
    EXPECT_EQ(run()->facts.server_version, "");
    paths["/version"] = forbidden("/version");
    EXPECT_THAT(run()->facts.gaps, ElementsAre(HasSubstr("the server's version is unknown")));
    paths["/version"] = {200, R"({"gitVersion":"v1\u001b[31m"})"};
    EXPECT_EQ(run()->facts.server_version, "v1\\x1b[31m");
    paths["/api/v1/nodes"] = {200, "{"};
    EXPECT_EQ(run().error().kind, error_kind::not_json);
}

TEST_F(discovery, reports_broken_objects_and_goes_on) {
    paths["/api/v1/nodes"] = {
        200, R"({"items":[{"metadata":{"name":"b"}},7,{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]})"};
    const auto found = run();
    ASSERT_TRUE(found);
    ASSERT_EQ(found->facts.nodes.size(), 2U);
    EXPECT_EQ(found->facts.nodes[0].name, "a");
    EXPECT_THAT(found->facts.gaps, ElementsAre("a node was left out: its name is nothing"));
}

} // namespace
} // namespace srcip::probe
