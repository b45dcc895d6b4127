#include "echoserver/tls_certificate.hpp"
#include "echoserver/tls_facts.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace srcip::echoserver {
namespace {

using names = std::vector<std::string>;

const wall_clock::time_point start_of_2026 = wall_clock::from_time_t(1'767'225'600);

TEST(SelfSignedNames, AreTheHostThePodAndLoopback) {
    EXPECT_EQ(self_signed_names({.hostname = "echo-7",
                                 .pod_name = "echo-7",
                                 .pod_namespace = "web",
                                 .pod_ip = "10.1.2.3",
                                 .node_name = "n1",
                                 .host_ip = "10.0.0.1"}),
              (names{"echo-7", "localhost", "10.1.2.3", "127.0.0.1", "::1"}));
}

TEST(SelfSignedNames, LeaveOutWhatIsNoName) {
    struct situation {
        std::string hostname;
        names expected;
    };
    const std::string label(63, 'a');
    const std::vector<situation> cases = {
        {"", {"localhost", "127.0.0.1", "::1"}},
        {"localhost", {"localhost", "127.0.0.1", "::1"}},
        {"a.b-c.d_e", {"a.b-c.d_e", "localhost", "127.0.0.1", "::1"}},
        {"a,DNS:evil.test", {"localhost", "127.0.0.1", "::1"}},
        {"a?b", {"localhost", "127.0.0.1", "::1"}},
        {"a..b", {"localhost", "127.0.0.1", "::1"}},
        {".a", {"localhost", "127.0.0.1", "::1"}},
        {"a.", {"localhost", "127.0.0.1", "::1"}},
        {label, {label, "localhost", "127.0.0.1", "::1"}},
        {label + "a", {"localhost", "127.0.0.1", "::1"}},
        {label + "." + label + "." + label + "." + label, {"localhost", "127.0.0.1", "::1"}},
        {"2001:DB8::1", {"2001:db8::1", "localhost", "127.0.0.1", "::1"}},
    };
    for (const auto& [hostname, expected] : cases) {
        server_identity identity;
        identity.hostname = hostname;
        EXPECT_EQ(self_signed_names(identity), expected) << hostname;
    }
}

TEST(SelfSigned, SaysWhatItWasMadeFor) {
    const auto made = make_self_signed({"echo-7", "10.1.2.3", "2001:db8::1"}, start_of_2026);
    ASSERT_TRUE(made) << made.error().text;
    ASSERT_EQ(made->chain.size(), 1U);
    X509* certificate = made->chain.front().get();
    const auto facts = read_certificate(certificate, 0);
    EXPECT_EQ(facts.subject, "CN=echo-7,O=srcip echoserver\\, self-signed");
    EXPECT_EQ(facts.issuer, facts.subject);
    EXPECT_EQ(facts.alternatives, (names{"DNS:echo-7", "IP:10.1.2.3", "IP:2001:db8::1"}));
    EXPECT_EQ(facts.not_before, "2025-12-31T23:00:00Z");
    EXPECT_EQ(facts.not_after, "2027-01-01T00:00:00Z");
    EXPECT_EQ(X509_get_extension_flags(certificate) & EXFLAG_CA, 0U);
    EXPECT_EQ(X509_get_extended_key_usage(certificate), static_cast<unsigned>(XKU_SSL_SERVER));
    EXPECT_EQ(X509_verify(certificate, made->key.get()), 1);
    EXPECT_EQ(X509_check_private_key(certificate, made->key.get()), 1);
}

TEST(SelfSigned, IsBelievedByThoseWhoAreGivenIt) {
    const auto made = make_self_signed({"echo.test", "10.1.2.3"}, wall_clock::now());
    ASSERT_TRUE(made);
    X509* certificate = made->chain.front().get();
    const std::pair<const char*, bool> cases[] = {{"echo.test", true}, {"other.test", false}};
    for (const auto& [host, believed] : cases) {
        const std::unique_ptr<X509_STORE, void (*)(X509_STORE*)> store(X509_STORE_new(), X509_STORE_free);
        const std::unique_ptr<X509_STORE_CTX, void (*)(X509_STORE_CTX*)> check(X509_STORE_CTX_new(),
                                                                               X509_STORE_CTX_free);
        X509_STORE_add_cert(store.get(), certificate);
        X509_STORE_CTX_init(check.get(), store.get(), certificate, nullptr);
        X509_STORE_CTX_set_default(check.get(), "ssl_server");
        X509_VERIFY_PARAM_set1_host(X509_STORE_CTX_get0_param(check.get()), host, 0);
        EXPECT_EQ(X509_verify_cert(check.get()) == 1, believed)
            << host << X509_verify_cert_error_string(X509_STORE_CTX_get_error(check.get()));
    }
}

TEST(SelfSigned, HasAPositiveSerialThatNoOtherHas) {
    std::set<std::string> serials;
    for (int i = 0; i < 20; ++i) {
        const auto made = make_self_signed({"a"}, start_of_2026);
        ASSERT_TRUE(made);
        const std::string serial = read_certificate(made->chain.front().get(), 0).serial;
        EXPECT_EQ(serial.size(), 32U);
        EXPECT_LT(serial.front(), '8');
        serials.insert(serial);
    }
    EXPECT_EQ(serials.size(), 20U);
}

TEST(SelfSigned, WorksWithNoNameAndWithALongOne) {
    EXPECT_TRUE(make_self_signed({}, start_of_2026));
    const std::string longest = std::string(63, 'a') + "." + std::string(63, 'b') + "." + std::string(63, 'c') + ".d";
    const auto made = make_self_signed({longest}, start_of_2026);
    ASSERT_TRUE(made) << made.error().text;
    const auto facts = read_certificate(made->chain.front().get(), 0);
    EXPECT_EQ(facts.subject, "CN=echoserver,O=srcip echoserver\\, self-signed");
    EXPECT_EQ(facts.alternatives, names{"DNS:" + longest});
}

} // namespace
} // namespace srcip::echoserver
