#include "echoserver/identity.hpp"

#include <gtest/gtest.h>

#include <map>

namespace srcip::echoserver {
namespace {

server_identity from(const std::map<std::string, std::string>& variables, const std::string& host = "the-host") {
    return read_identity(
        [&](const char* name) -> const char* {
            const auto found = variables.find(name);
            return found == variables.end() ? nullptr : found->second.c_str();
        },
        host);
}

TEST(Identity, ComesFromTheDownwardApi) {
    const auto identity = from({{"NODE_NAME", "n1"},
                                {"POD_NAME", "echo-7"},
                                {"POD_NAMESPACE", "web"},
                                {"POD_IP", "10.1.2.3"},
                                {"HOST_IP", "10.0.0.1"},
                                {"HOSTNAME", "echo-7"}});
    EXPECT_EQ(identity.node_name, "n1");
    EXPECT_EQ(identity.pod_name, "echo-7");
    EXPECT_EQ(identity.pod_namespace, "web");
    EXPECT_EQ(identity.pod_ip, "10.1.2.3");
    EXPECT_EQ(identity.host_ip, "10.0.0.1");
    EXPECT_EQ(identity.hostname, "echo-7");
}

TEST(Identity, AsksTheHostWhenTheEnvironmentIsSilent) {
    const auto identity = from({});
    EXPECT_EQ(identity.hostname, "the-host");
    EXPECT_EQ(identity.pod_name, "");
}

TEST(Identity, SurvivesAnyEnvironment) {
    const auto identity = from({{"POD_NAME", "a\x1b[2J\r\nb\xff"}, {"NODE_NAME", std::string(100'000, 'n')}});
    EXPECT_EQ(identity.pod_name, "a?[2J??b?");
    EXPECT_EQ(identity.node_name, std::string(253, 'n'));
}

} // namespace
} // namespace srcip::echoserver
