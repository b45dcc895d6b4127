#include "tests/support/certificates.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tls_pair.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace srcip::echoserver {
namespace {

using test::key_pair;
using test::make_certificate;
using test::tls_pair;

class TlsClientCertificate : public testing::TestWithParam<int> {
  protected:
    std::optional<tls_certificate> shown(const key_pair* certificate, SSL_SESSION* session = nullptr) const {
        tls_pair pair(*context, {.version = GetParam(), .certificate = certificate, .session = session});
        EXPECT_EQ(pair.handshake(), io_status::done) << pair.server.last_error();
        EXPECT_EQ(pair.server.facts().resumed, session != nullptr);
        return pair.server.facts().client_certificate;
    }

    const test::temporary_folder folder;
    const key_pair authority = make_certificate({.common_name = "clients' CA", .authority = true});
    const std::unique_ptr<tls_context> context =
        test::make_context({.client_ca_file = folder.write("ca.pem", authority.certificate)});
};

INSTANTIATE_TEST_SUITE_P(EachVersion, TlsClientCertificate, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& version) { return version.param == TLS1_2_VERSION ? "Tls12" : "Tls13"; });

TEST_P(TlsClientCertificate, IsAskedForAndMayBeMissing) {
    tls_pair pair(*context, {.version = GetParam()});
    ASSERT_EQ(pair.handshake(), io_status::done);
    EXPECT_FALSE(pair.server.facts().client_certificate);
    const auto* asked_for = SSL_get0_peer_CA_list(pair.client.ssl());
    EXPECT_EQ(sk_X509_NAME_num(asked_for), 1);
}

TEST_P(TlsClientCertificate, IsShownWithTheVerdict) {
    const key_pair stranger = make_certificate({.common_name = "another CA", .authority = true});
    const key_pair middle = make_certificate({.common_name = "no CA", .issuer = &authority});
    struct situation {
        test::certificate_wish wish;
        std::string verdict;
    };
    const std::vector<situation> cases = {
        {{.common_name = "good", .names = "DNS:client.test", .issuer = &authority}, ""},
        {{.common_name = "stranger's", .issuer = &stranger}, "unable to get local issuer certificate"},
        {{.common_name = "its own"}, "self-signed certificate"},
        {{.common_name = "old", .from_days = -3, .to_days = -1, .issuer = &authority}, "certificate has expired"},
        {{.common_name = "early", .from_days = 1, .to_days = 3, .issuer = &authority}, "certificate is not yet valid"},
        {{.common_name = "child of no CA", .issuer = &middle}, "unable to get local issuer certificate"},
    };
    for (const auto& [wish, verdict] : cases) {
        const key_pair pair = make_certificate(wish);
        const auto certificate = shown(&pair);
        ASSERT_TRUE(certificate) << wish.common_name;
        EXPECT_EQ(certificate->subject, "CN=" + wish.common_name);
        EXPECT_EQ(certificate->verify_error, verdict) << wish.common_name;
        EXPECT_EQ(certificate->sha256.size(), 64U);
    }
}

TEST_P(TlsClientCertificate, IsShownInResumedSessionsAsItWasJudged) {
    const key_pair good = make_certificate({.common_name = "good", .issuer = &authority});
    const key_pair bad = make_certificate({.common_name = "bad"});
    for (const auto* pair : {&good, &bad}) {
        tls_pair first(*context, {.version = GetParam(), .certificate = pair});
        ASSERT_EQ(first.handshake(), io_status::done);
        first.pump();
        first.client.read();
        ASSERT_NE(first.client.session(), nullptr);
        const auto again = shown(nullptr, first.client.session());
        ASSERT_TRUE(again);
        EXPECT_EQ(again->subject, pair == &good ? "CN=good" : "CN=bad");
        EXPECT_EQ(again->verify_error, pair == &good ? "" : "self-signed certificate");
    }
}

TEST_P(TlsClientCertificate, IsNotAskedForWithoutAnAuthority) {
    const auto plain = test::make_context();
    const key_pair pair = make_certificate({.common_name = "eager"});
    tls_pair without(*plain, {.version = GetParam(), .certificate = &pair});
    ASSERT_EQ(without.handshake(), io_status::done);
    EXPECT_FALSE(without.server.facts().client_certificate);
}

TEST_P(TlsClientCertificate, FailsTheHandshakeWithoutItsKey) {
    const key_pair one = make_certificate({.common_name = "one", .issuer = &authority});
    tls_pair pair(*context, {.version = GetParam(), .certificate = &one});
    pair.client.handshake();
    pair.pump();
    pair.server.handshake();
    pair.pump(0);
    pair.client.handshake();
    std::string flight = pair.client.take();
    flight[flight.size() / 2] = static_cast<char>(flight[flight.size() / 2] ^ 1);
    pair.wire.send(flight);
    EXPECT_EQ(pair.server.handshake().status, io_status::failed);
    EXPECT_FALSE(pair.server.facts().client_certificate);
}

} // namespace
} // namespace srcip::echoserver
