#include "tests/integration/kube_setup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace srcip::probe::kube {
namespace {

using test::certificate_wish;
using test::http_answer;
using test::key_pair;
using test::make_certificate;
using test::stand_in;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

const key_pair& authority() {
    certificate_wish wish;
    wish.common_name = "test CA";
    wish.authority = true;
    static const key_pair made = make_certificate(wish);
    return made;
}

key_pair signed_for(const std::string& names, int from_days = -1, int to_days = 1) {
    return make_certificate({"kube-apiserver", names, from_days, to_days, &authority(), false});
}

stand_in::script friendly() {
    return stand_in::answering([](const std::string&) { return http_answer(200, "{}"); });
}

/// What a client says of a server with this certificate; `where` but for the port.
outcome<std::string> ask(const key_pair& certificate, endpoint where) {
    const stand_in server(friendly(), {certificate, ""});
    where.server.port = server.port();
    return running_client(where).get();
}

endpoint trusting(const std::string& host = "127.0.0.1") {
    endpoint where = at(1, "https", host);
    where.ca_pem = authority().certificate;
    return where;
}

TEST(kube_tls, trusts_its_authority) {
    const auto by_address = ask(signed_for("IP:127.0.0.1"), trusting());
    EXPECT_TRUE(by_address) << by_address.error().message;
    const auto by_name = ask(signed_for("DNS:localhost"), trusting("localhost"));
    EXPECT_TRUE(by_name) << by_name.error().message;
    endpoint named = trusting();
    named.tls_server_name = "kubernetes.default";
    EXPECT_TRUE(ask(signed_for("DNS:kubernetes.default"), named));
    named.ca_pem = make_certificate({"other", "", -1, 1, nullptr, true}).certificate + named.ca_pem;
    EXPECT_TRUE(ask(signed_for("DNS:kubernetes.default"), named)) << "the second of two authorities";
}

TEST(kube_tls, reuses_a_connection) {
    const stand_in server(friendly(), {signed_for("IP:127.0.0.1"), ""});
    endpoint where = trusting();
    where.server.port = server.port();
    running_client client(where);
    for (int i = 0; i < 3; ++i)
        ASSERT_TRUE(client.get());
    EXPECT_EQ(server.connections(), 1U);
}

TEST(kube_tls, refuses_strangers) {
    const auto self_signed = make_certificate({"me", "IP:127.0.0.1", -1, 1, nullptr, false});
    const key_pair other = make_certificate({"other CA", "", -1, 1, nullptr, true});
    const auto by_other = make_certificate({"kube-apiserver", "IP:127.0.0.1", -1, 1, &other, false});
    for (const key_pair& certificate : {self_signed, by_other}) {
        const auto answer = ask(certificate, trusting());
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().kind, error_kind::tls_untrusted);
        EXPECT_THAT(answer.error().message, HasSubstr("is not signed by the certificate authority of a test"));
    }
    endpoint system = trusting();
    system.ca_pem.clear();
    const auto answer = ask(signed_for("IP:127.0.0.1"), system);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, error_kind::tls_untrusted);
    EXPECT_THAT(answer.error().message,
                HasSubstr("is not signed by the system's authorities; set certificate-authority"));
}

TEST(kube_tls, names_the_date_of_an_expired_certificate) {
    const auto expired = ask(signed_for("IP:127.0.0.1", -10, -3), trusting());
    ASSERT_FALSE(expired);
    EXPECT_EQ(expired.error().kind, error_kind::tls_expired);
    EXPECT_THAT(
        expired.error().message,
        MatchesRegex(".*the certificate \"CN = kube-apiserver\" expired on ....-..-.. ..:..:.. UTC; renew it.*"));
    const auto early = ask(signed_for("IP:127.0.0.1", 3, 10), trusting());
    ASSERT_FALSE(early);
    EXPECT_EQ(early.error().kind, error_kind::tls_expired);
    EXPECT_THAT(early.error().message, HasSubstr("is valid only from "));
}

TEST(kube_tls, names_the_names_of_another_server) {
    const auto answer = ask(signed_for("DNS:a.example,IP:10.0.0.1,IP:fd00::1"), trusting());
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, error_kind::tls_name);
    EXPECT_THAT(answer.error().message,
                HasSubstr("is for a.example, 10.0.0.1, fd00::1, not for 127.0.0.1; use one of"));
    const auto by_name = ask(signed_for("DNS:a.example"), trusting("localhost"));
    ASSERT_FALSE(by_name);
    EXPECT_EQ(by_name.error().kind, error_kind::tls_name);
    endpoint named = trusting();
    named.tls_server_name = "b.example";
    EXPECT_THAT(ask(signed_for("IP:127.0.0.1"), named).error().message, HasSubstr("not for b.example"));
}

TEST(kube_tls, takes_no_common_name_for_a_host) {
    const auto answer = ask(make_certificate({"localhost", "", -1, 1, &authority(), false}), trusting("localhost"));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, error_kind::tls_name);
    EXPECT_THAT(answer.error().message, HasSubstr("is for no host at all"));
}

TEST(kube_tls, escapes_what_a_certificate_says) {
    const auto answer =
        ask(make_certificate({"evil\x1b[31m\n", "IP:127.0.0.1", -10, -3, &authority(), false}), trusting());
    ASSERT_FALSE(answer);
    for (const char c : answer.error().message)
        EXPECT_GE(static_cast<unsigned char>(c), 0x20U);
}

TEST(kube_tls, accepts_anything_when_told_to) {
    endpoint where = trusting();
    where.ca_pem.clear();
    where.insecure = true;
    EXPECT_TRUE(ask(signed_for("DNS:a.example", -10, -3), where));
}

TEST(kube_tls, presents_a_client_certificate) {
    const stand_in server(friendly(), {signed_for("IP:127.0.0.1"), authority().certificate});
    endpoint where = trusting();
    where.server.port = server.port();
    const auto without = running_client(where).get();
    ASSERT_FALSE(without);
    EXPECT_EQ(without.error().kind, error_kind::tls) << without.error().message;
    EXPECT_THAT(without.error().message, HasSubstr("the server refuses the client certificate"));
    const key_pair me = make_certificate({"me", "", -1, 1, &authority(), false});
    where.client_cert_pem = me.certificate;
    where.client_key_pem = me.key;
    const auto with = running_client(where).get();
    EXPECT_TRUE(with) << with.error().message;
}

TEST(kube_tls, fails_closed_on_broken_material) {
    const key_pair me = make_certificate({"me", "", -1, 1, &authority(), false});
    const key_pair you = make_certificate({"you", "", -1, 1, &authority(), false});
    struct {
        std::string ca, certificate, key, message;
    } const cases[] = {
        {"garbage", "", "", "a test: the certificate authority holds no PEM certificate"},
        {me.key, "", "", "the certificate authority holds no PEM certificate"},
        {authority().certificate.substr(0, 300), "", "", "the certificate authority holds no PEM certificate"},
        {authority().certificate, "garbage", me.key, "the client certificate is no PEM certificate"},
        {authority().certificate, me.certificate, "garbage", "the client key is no PEM key"},
        {authority().certificate, me.certificate, you.key, "the client key is no PEM key, or not the one of"},
        {authority().certificate, me.certificate, test::encrypted_key(me.key),
         "the client key is encrypted; store it without"},
    };
    for (const auto& c : cases) {
        endpoint where = trusting();
        where.ca_pem = c.ca;
        where.client_cert_pem = c.certificate;
        where.client_key_pem = c.key;
        const auto answer = running_client(where).get();
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().kind, error_kind::config);
        EXPECT_THAT(answer.error().message, HasSubstr(c.message));
    }
}

TEST(kube_tls, tells_the_protocols_apart) {
    const stand_in plain([](test::stand_in_peer& peer) { peer.write(http_answer(400, "")); });
    const auto https_to_http = running_client(at(plain.port(), "https")).get();
    ASSERT_FALSE(https_to_http);
    EXPECT_EQ(https_to_http.error().kind, error_kind::not_tls) << https_to_http.error().message;
    EXPECT_THAT(https_to_http.error().message, HasSubstr("does not speak TLS; is it http:// instead of https://?"));
    // OpenSSL hangs up without a word; those that say something are among the hostile answers.
    const stand_in secure(friendly(), {signed_for("IP:127.0.0.1"), ""});
    const auto http_to_https = running_client(at(secure.port())).get();
    ASSERT_FALSE(http_to_https);
    EXPECT_EQ(http_to_https.error().kind, error_kind::closed);
    EXPECT_THAT(http_to_https.error().message, HasSubstr("is it http:// where https:// is spoken"));
}

TEST(kube_tls, does_not_wait_for_ever_for_a_handshake) {
    const stand_in silent([](test::stand_in_peer& peer) {
        while (peer.pause(std::chrono::milliseconds(1000))) {
        }
    });
    const auto answer = running_client(at(silent.port(), "https"), impatient()).get();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, error_kind::timeout);
    EXPECT_THAT(answer.error().message,
                AllOf(HasSubstr("TLS handshake was not finished"), HasSubstr("https:// port?")));
    const stand_in rude([](test::stand_in_peer&) {});
    const auto closed = running_client(at(rude.port(), "https")).get();
    ASSERT_FALSE(closed);
    EXPECT_EQ(closed.error().kind, error_kind::closed) << closed.error().message;
}

} // namespace
} // namespace srcip::probe::kube
