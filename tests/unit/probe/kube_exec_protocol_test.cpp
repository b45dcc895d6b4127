#include "probe/kube/exec_protocol.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace srcip::probe::kube {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string v1 = "client.authentication.k8s.io/v1";

std::string credential_json(const std::string& status, const std::string& version = v1) {
    return R"({"kind": "ExecCredential", "apiVersion": ")" + version + R"(", "status": )" + status + "}";
}

TEST(exec_protocol, reads_tokens_certificates_and_times) {
    const auto token =
        read_exec_answer(credential_json(R"({"token": "t", "expirationTimestamp": "2026-01-02T03:04:05Z"})"), v1);
    ASSERT_TRUE(token) << token.error().message;
    EXPECT_EQ(token->token, "t");
    ASSERT_TRUE(token->expires);
    EXPECT_EQ(*token->expires, parse_rfc3339("2026-01-02T03:04:05Z"));
    const auto pair = read_exec_answer(credential_json(R"({"clientCertificateData": "C", "clientKeyData": "K"})"), v1);
    ASSERT_TRUE(pair);
    EXPECT_EQ(pair->cert_pem, "C");
    EXPECT_EQ(pair->key_pem, "K");
    EXPECT_FALSE(pair->expires);
}

TEST(exec_protocol, says_what_is_wrong_and_no_secret) {
    struct {
        std::string text, message;
    } const cases[] = {
        {"", "printed no JSON"},
        {"hunter2", "printed no JSON"},
        {std::string(100000, '['), "printed no JSON"},
        {"[]", "printed no ExecCredential"},
        {R"({"kind": "Secret"})", "printed no ExecCredential"},
        {credential_json("{}", "client.authentication.k8s.io/v1beta1"), "answered with apiVersion"},
        {credential_json("null"), "without a status"},
        {credential_json("[]"), "without a status"},
        {credential_json("{}"), "gave neither a token nor a client certificate"},
        {credential_json(R"({"token": 7})"), "gave neither"},
        {credential_json(R"({"token": "hunter2\r\nX: y"})"), "characters that no token has"},
        {credential_json(R"({"clientKeyData": "hunter2"})"), "without its key, or a key without"},
        {credential_json(R"({"token": "hunter2", "expirationTimestamp": "soon"})"), "is no time: \"soon\""},
    };
    for (const auto& c : cases) {
        const auto answer = read_exec_answer(c.text, v1);
        ASSERT_FALSE(answer) << c.text;
        EXPECT_EQ(answer.error().kind, error_kind::plugin);
        EXPECT_THAT(answer.error().message, HasSubstr(c.message));
        EXPECT_THAT(answer.error().message, Not(HasSubstr("hunter2")));
    }
}

TEST(exec_protocol, survives_every_changed_byte) {
    const std::string whole =
        credential_json(R"({"token": "t", "expirationTimestamp": "2026-01-02T03:04:05.5+01:00"})");
    for (std::size_t i = 0; i < whole.size(); ++i) {
        for (const char c : {'\0', '\xff', '"', '-', '9', '{'}) {
            std::string changed = whole;
            changed[i] = c;
            (void)read_exec_answer(changed, v1);
        }
        (void)read_exec_answer(whole.substr(0, i), v1);
    }
}

TEST(exec_protocol, reads_times_of_rfc3339) {
    using namespace std::chrono_literals;
    const std::chrono::system_clock::time_point noon = std::chrono::sys_days(std::chrono::year(2024) / 2 / 29) + 12h;
    for (const char* text : {"2024-02-29T12:00:00Z", "2024-02-29t12:00:00z", "2024-02-29T12:00:00.999Z",
                             "2024-02-29T13:30:00+01:30", "2024-02-29T04:00:00.1-08:00"})
        EXPECT_EQ(parse_rfc3339(text), noon) << text;
    for (const char* text : {"", "2024", "2023-02-29T12:00:00Z", "2024-02-29 12:00:00Z", "2024-02-29T12:00:00",
                             "2024-02-29T24:00:00Z", "2024-02-29T12:00:00.Z", "2024-02-29T12:00:00+0100",
                             "2024-02-29T12:00:00+99:00", "-024-02-29T12:00:00Z", "2024-02-29T12:00:00Zx"})
        EXPECT_FALSE(parse_rfc3339(text)) << text;
}

TEST(exec_protocol, takes_times_beyond_the_clock_for_its_ends) {
    const auto now = std::chrono::system_clock::now();
    for (const char* text : {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59", "2262-04-12T00:00:00Z"})
        EXPECT_GT(parse_rfc3339(text), now) << text;
    for (const char* text : {"0000-01-01T00:00:00Z", "0000-01-01T00:00:00+23:59", "0001-01-01T00:00:00Z"})
        EXPECT_LT(parse_rfc3339(text), now) << text;
}

TEST(exec_protocol, tells_the_plugin_about_the_cluster_when_it_wants_to_know) {
    endpoint where;
    where.server = *parse_server_url("https://[fd00::1]:6443", true);
    where.ca_pem = "CA";
    where.tls_server_name = "kube";
    where.exec_cluster_config = R"({"audience": "x"})";
    where.exec = exec_plugin{};
    where.exec->api_version = v1;
    EXPECT_EQ(boost::json::parse(exec_info(where, true)),
              boost::json::parse(R"({"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1",
                                     "spec": {"interactive": true}})"));
    where.exec->provide_cluster_info = true;
    EXPECT_EQ(boost::json::parse(exec_info(where, false)).at("spec"),
              boost::json::parse(R"({"interactive": false, "cluster": {"server": "https://[fd00::1]:6443",
                  "tls-server-name": "kube", "certificate-authority-data": "Q0E=", "config": {"audience": "x"}}})"));
}

} // namespace
} // namespace srcip::probe::kube
