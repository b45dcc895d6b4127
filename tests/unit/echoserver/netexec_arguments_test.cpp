#include "echoserver/netexec_arguments.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace srcip::echoserver {
namespace {

using arguments = std::vector<std::string>;

TEST(NetexecArguments, BecomeOurOptions) {
    struct row {
        arguments theirs, ours;
    };
    const std::vector<row> table{
        {{"netexec"}, {"--compat=agnhost", "--https-port=off", "--admin-port=off"}},
        {{"netexec", "--http-port=8080", "--udp-port=8081"},
         {"--compat=agnhost", "--http-port=8080", "--https-port=off", "--udp-port=8081", "--admin-port=off"}},
        {{"netexec", "--http-port", "80", "--udp-port", "-1"},
         {"--compat=agnhost", "--http-port=80", "--https-port=off", "--udp-port=off", "--admin-port=off"}},
        {{"netexec", "--http-port=1", "--http-port=2"},
         {"--compat=agnhost", "--http-port=2", "--https-port=off", "--admin-port=off"}},
        {{"netexec", "--sctp-port=-1", "--udp-listen-addresses=10.0.0.1,fd00::1"},
         {"--compat=agnhost", "--https-port=off", "--admin-port=off"}},
        {{"netexec", "--sctp-port", "9000"},
         {"--compat=agnhost", "--https-port=off", "--sctp-port=9000", "--admin-port=off"}},
        {{"netexec", "--tls-cert-file=/c", "--tls-private-key-file=/k", "--http-port=443"},
         {"--compat=agnhost", "--https-port=443", "--http-port=0", "--tls-cert=/c", "--tls-key=/k",
          "--admin-port=off"}},
        {{"netexec", "--tls-cert-file", "/c"},
         {"--compat=agnhost", "--https-port=8080", "--http-port=0", "--tls-cert=/c", "--admin-port=off"}},
        {{"netexec", "--delay-shutdown=30"},
         {"--compat=agnhost", "--https-port=off", "--admin-port=off", "--drain-delay=30s"}},
        {{"netexec", "--http-override=/echo?msg=a=b"},
         {"--compat=agnhost", "--https-port=off", "--admin-port=off", "--agnhost-http-override=/echo?msg=a=b"}},
        {{"netexec", "--http-override="}, {"--compat=agnhost", "--https-port=off", "--admin-port=off"}},
    };
    for (const auto& row : table)
        EXPECT_THAT(translate_netexec(row.theirs), testing::ElementsAreArray(row.ours));
}

TEST(NetexecArguments, LeaveOurOwnOptionsTheirWord) {
    const arguments theirs{"netexec", "--admin-port=9090", "--https-port", "8443", "--agnhost-allow-exit", "--help"};
    EXPECT_THAT(translate_netexec(theirs), testing::ElementsAre("--compat=agnhost", "--admin-port=9090", "--https-port",
                                                                "8443", "--agnhost-allow-exit", "--help"));
}

TEST(NetexecArguments, LeaveWhatIsUnknownToTheParser) {
    const arguments theirs{"netexec", "--bogus=1", "word", "--admin-portly=1", "--http-port"};
    EXPECT_THAT(translate_netexec(theirs),
                testing::ElementsAre("--compat=agnhost", "--https-port=off", "--admin-port=off", "--bogus=1", "word",
                                     "--admin-portly=1", "--http-port"));
}

TEST(NetexecArguments, AreOnlyThoseBehindNetexec) {
    for (const arguments& ours :
         {arguments{}, arguments{"--http-port=80"}, arguments{"healthcheck"}, arguments{"--log-format", "netexec"}})
        EXPECT_THAT(translate_netexec(ours), testing::ElementsAreArray(ours));
}

} // namespace
} // namespace srcip::echoserver
