#include "tests/support/certificates.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tls_pair.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace srcip::echoserver {
namespace {

using test::certificate_wish;
using test::make_certificate;
using test::make_context;
using test::tls_client_wish;
using test::tls_pair;

/// Handshakes with any context; what the server knows then.
tls_view facts_of(const tls_context& context, const tls_client_wish& wish) {
    tls_pair pair(context, wish);
    EXPECT_EQ(pair.handshake(), io_status::done) << pair.server.last_error() << " / " << pair.client.error();
    return pair.server.facts();
}

class TlsHandshake : public testing::TestWithParam<int> {
  protected:
    static std::string version() { return GetParam() == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3"; }

    const std::unique_ptr<tls_context> context = make_context();
};

INSTANTIATE_TEST_SUITE_P(EachVersion, TlsHandshake, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& version) { return version.param == TLS1_2_VERSION ? "Tls12" : "Tls13"; });

TEST_P(TlsHandshake, ReportsVersionAndCipher) {
    const auto facts = facts_of(*context, {.version = GetParam()});
    EXPECT_EQ(facts.version, version());
    EXPECT_EQ(facts.cipher,
              GetParam() == TLS1_2_VERSION ? "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384" : "TLS_AES_256_GCM_SHA384");
    EXPECT_EQ(facts.sni, "");
    EXPECT_EQ(facts.alpn, "");
    EXPECT_FALSE(facts.resumed);
    EXPECT_FALSE(facts.client_certificate);
}

TEST_P(TlsHandshake, HasNoFactsBeforeItIsDone) {
    tls_pair pair(*context, {.version = GetParam(), .server_name = "a.test"});
    EXPECT_EQ(pair.server.facts().version, "");
    EXPECT_EQ(pair.server.handshake().status, io_status::wants_read);
    EXPECT_EQ(pair.server.facts().version, "");
}

TEST_P(TlsHandshake, ReportsTheServerNameAsSent) {
    for (const std::string& name : {std::string("echo.example"), std::string("Not-Ours.Example"),
                                    std::string("a b\n\x1b[31m"), std::string(255, 'n')})
        EXPECT_EQ(facts_of(*context, {.version = GetParam(), .server_name = name}).sni, name);
}

TEST_P(TlsHandshake, AgreesOnHttp1) {
    const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
        {{"http/1.1"}, "http/1.1"},
        {{"h2", "http/1.1"}, "http/1.1"},
        {{"http/1.0", "http/1.1"}, "http/1.1"},
        {{"http/1.0"}, "http/1.0"},
        {{}, ""},
    };
    for (const auto& [offered, chosen] : cases)
        EXPECT_EQ(facts_of(*context, {.version = GetParam(), .protocols = offered}).alpn, chosen);
}

TEST_P(TlsHandshake, RefusesClientsOfOtherProtocols) {
    tls_pair pair(*context, {.version = GetParam(), .protocols = {"h2", "imap"}});
    EXPECT_EQ(pair.handshake(), io_status::failed);
    EXPECT_EQ(pair.server.last_error(), "no application protocol");
    EXPECT_FALSE(pair.server.spoke_http());
    EXPECT_EQ(pair.client.error(), "tlsv1 alert no application protocol");
}

TEST_P(TlsHandshake, ResumesWithTheFactsOfItsOwnHello) {
    tls_pair first(*context, {.version = GetParam(), .server_name = "first.test"});
    ASSERT_EQ(first.handshake(), io_status::done);
    first.pump();
    first.client.read();
    ASSERT_NE(first.client.session(), nullptr);
    const auto facts =
        facts_of(*context, {.version = GetParam(), .server_name = "second.test", .session = first.client.session()});
    EXPECT_TRUE(facts.resumed);
    EXPECT_EQ(facts.version, version());
    EXPECT_EQ(facts.sni, "second.test");
}

TEST_P(TlsHandshake, WaitsForAClientThatStopsAnywhere) {
    tls_pair whole(*context, {.version = GetParam()});
    whole.client.handshake();
    const std::string hello = whole.client.take();
    for (std::size_t size = 0; size < hello.size(); ++size) {
        tls_pair pair(*context, {.version = GetParam()});
        pair.wire.send(std::string_view(hello).substr(0, size));
        EXPECT_EQ(pair.server.handshake().status, io_status::wants_read) << size;
        EXPECT_EQ(pair.server.handshake().status, io_status::wants_read) << size;
        pair.server.shutdown_write();
        pair.wire.end();
        EXPECT_EQ(pair.server.handshake().status, io_status::closed) << size;
        EXPECT_EQ(pair.server.last_error(), "") << size;
        EXPECT_FALSE(pair.server.spoke_http()) << size;
    }
}

TEST_P(TlsHandshake, SurvivesEachChangedByteOfTheHello) {
    tls_pair whole(*context, {.version = GetParam(), .server_name = "a.test", .protocols = {"h2", "http/1.1"}});
    whole.client.handshake();
    const std::string hello = whole.client.take();
    for (std::size_t at = 0; at < hello.size(); ++at)
        for (const int change : {0x01, 0x80, 0xff}) {
            std::string changed = hello;
            changed[at] = static_cast<char>(changed[at] ^ change);
            tls_pair pair(*context);
            pair.wire.send(changed);
            const auto status = pair.server.handshake().status;
            EXPECT_NE(status, io_status::done) << at;
            EXPECT_EQ(pair.server.last_error().empty(), status != io_status::failed) << at;
            pair.wire.end();
            EXPECT_NE(pair.server.handshake().status, io_status::done) << at;
        }
}

TEST_P(TlsHandshake, SaysWhichAlertTheClientSent) {
    tls_pair pair(*context, {.version = GetParam()});
    SSL_set_verify(pair.client.ssl(), SSL_VERIFY_PEER, nullptr);
    EXPECT_EQ(pair.handshake(), io_status::failed);
    EXPECT_EQ(pair.server.last_error(), "the client sent the alert \"unknown CA\"");
    EXPECT_EQ(pair.server.handshake().status, io_status::failed);
    EXPECT_EQ(pair.server.last_error(), "the client sent the alert \"unknown CA\"");
}

TEST(TlsHandshakeOfOld, RefusesVersionsAndCiphersOfThePast) {
    const auto context = make_context();
    const std::vector<std::pair<tls_client_wish, std::string>> cases = {
        {{.version = TLS1_VERSION}, "unsupported protocol"},
        {{.version = TLS1_1_VERSION}, "unsupported protocol"},
        {{.version = TLS1_2_VERSION, .ciphers = "AES128-SHA:@SECLEVEL=0"}, "no shared cipher"},
        {{.version = TLS1_2_VERSION, .ciphers = "DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0"}, "no shared cipher"},
        {{.version = TLS1_3_VERSION, .groups = "ffdhe2048"}, "no suitable key share"},
    };
    for (const auto& [wish, reason] : cases) {
        tls_pair pair(*context, wish);
        EXPECT_EQ(pair.handshake(), io_status::failed) << reason;
        EXPECT_EQ(pair.server.last_error(), reason);
        EXPECT_FALSE(pair.server.spoke_http()) << reason;
    }
}

TEST(TlsHandshakeOf13, AsksForAnotherKeyShare) {
    const auto context = make_context();
    EXPECT_EQ(facts_of(*context, {.server_name = "retried.test", .groups = "P-521:P-256"}).sni, "retried.test");
}

TEST(TlsHandshakeOfOthers, RecognisesPlainHttpAndWritesNothing) {
    const auto context = make_context();
    struct situation {
        std::string sent;
        bool http;
    };
    const std::vector<situation> cases = {
        {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", true},
        {"OPTIONS * HTTP/1.1\r\n\r\n", true},
        {"M-SEARCH * HTTP/1.1\r\n\r\n", true},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", true},
        {"CONNECT a:443 HTTP/1.1\r\n\r\n", true},
        {"A / HTTP/1.1\r\n", true},
        {"get / http/1.1\r\n", false},
        {"SSH-2.0-OpenSSH_9.2\r\n", false},
        {"EHLO\r\n", false},
        {std::string(5, '\0'), false},
        {std::string(300, '\xff'), false},
        {"\r\n\r\nGET /", false},
    };
    for (const auto& [sent, http] : cases) {
        tls_pair pair(*context);
        pair.wire.send(sent);
        EXPECT_EQ(pair.server.handshake().status, io_status::failed) << sent;
        EXPECT_EQ(pair.server.spoke_http(), http) << sent;
        EXPECT_NE(pair.server.last_error(), "") << sent;
        if (http) {
            EXPECT_EQ(pair.wire.receive(), "") << sent;
        }
        EXPECT_EQ(pair.server.handshake().status, io_status::failed) << sent;
        EXPECT_EQ(pair.server.write_some("x").status, io_status::failed) << sent;
    }
}

TEST(TlsHandshakeOfOthers, RecognisesPlainHttpInPieces) {
    const auto context = make_context();
    tls_pair pair(*context);
    for (const char c : std::string("GET ")) {
        pair.wire.send({&c, 1});
        EXPECT_EQ(pair.server.handshake().status, io_status::wants_read);
    }
    pair.wire.send("/");
    EXPECT_EQ(pair.server.handshake().status, io_status::failed);
    EXPECT_TRUE(pair.server.spoke_http());
}

TEST(TlsHandshakeOfOthers, AConnectionWithoutBytesIsClosed) {
    const auto context = make_context();
    tls_pair pair(*context);
    pair.wire.close();
    EXPECT_EQ(pair.server.handshake().status, io_status::closed);
    EXPECT_EQ(pair.server.last_error(), "");
}

} // namespace
} // namespace srcip::echoserver
