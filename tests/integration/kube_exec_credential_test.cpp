#include "probe/kube/exec_credential.hpp"

#include "tests/integration/kube_setup.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

namespace srcip::probe::kube {
namespace {

using test::http_answer;
using test::stand_in;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string version = "client.authentication.k8s.io/v1";

std::string print(const std::string& status) {
    return "printf '%s' '{\"kind\": \"ExecCredential\", \"apiVersion\": \"" + version + "\", \"status\": " + status +
           "}'\n";
}

/// A plugin that gives token-1, token-2, …
const std::string counting = "echo x >> $0.runs\nn=$(wc -l < $0.runs)\n"
                             "printf '{\"kind\": \"ExecCredential\", \"apiVersion\": \"" +
                             version + "\", \"status\": {\"token\": \"token-%s\"%s}}' $n \"$EXTRA\"\n";

class exec_credential : public ::testing::Test {
  protected:
    exec_credential() {
        where = at(1);
        where.exec = exec_plugin{};
        where.exec->api_version = version;
        from.path = "/usr/bin:/bin";
        from.now = [this] { return now; };
        from.tell = [this](std::string_view text) { told += text; };
    }

    void plugin(const std::string& body) {
        where.exec->command = folder.write("plugin", "#!/bin/sh\n" + body);
        ASSERT_EQ(::chmod(where.exec->command.c_str(), 0755), 0);
    }
    std::unique_ptr<credential_source> source() const { return make_exec_credential(where, from); }
    outcome<credential> get(credential_source& of, bool refused = false) { return run(context, of.get(refused)); }
    std::string failure() {
        const auto made = source();
        const auto got = get(*made);
        EXPECT_FALSE(got);
        return got ? "" : got.error().message;
    }

    test::temporary_folder folder;
    endpoint where;
    exec_surroundings from;
    std::string told;
    std::chrono::system_clock::time_point now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 27);
    boost::asio::io_context context{1};
};

TEST_F(exec_credential, is_kept_until_the_server_refuses_it) {
    plugin(counting);
    const auto made = source();
    EXPECT_EQ(get(*made)->authorization, "Bearer token-1");
    EXPECT_EQ(get(*made)->authorization, "Bearer token-1");
    EXPECT_EQ(get(*made, true)->authorization, "Bearer token-2");
    EXPECT_EQ(get(*made)->authorization, "Bearer token-2");
}

TEST_F(exec_credential, is_asked_for_anew_when_it_has_expired) {
    plugin(counting);
    where.exec->env = {{"EXTRA", R"(, "expirationTimestamp": "2026-11-27T00:10:00Z")"}};
    const auto made = source();
    EXPECT_EQ(get(*made)->authorization, "Bearer token-1");
    now += std::chrono::minutes(10);
    EXPECT_EQ(get(*made)->authorization, "Bearer token-1");
    now += std::chrono::seconds(1);
    EXPECT_EQ(get(*made)->authorization, "Bearer token-2");
}

TEST_F(exec_credential, may_be_a_certificate) {
    plugin(print(R"({"clientCertificateData": "C\\n", "clientKeyData": "K"})"));
    const auto got = get(*source());
    ASSERT_TRUE(got) << got.error().message;
    EXPECT_EQ(got->authorization, "");
    EXPECT_EQ(got->key_pem, "K");
}

TEST_F(exec_credential, tells_the_plugin_who_asks) {
    plugin("printf '%s' \"$KUBERNETES_EXEC_INFO\" >&2\n" + print(R"({"token": "t"})"));
    where.exec->provide_cluster_info = true;
    ASSERT_TRUE(get(*source()));
    EXPECT_THAT(told, AllOf(HasSubstr(R"("interactive":false)"), HasSubstr("\"server\":\"http://127.0.0.1:1\"")));
}

TEST_F(exec_credential, explains_every_failure) {
    plugin("echo 'log in \x1b[31mfirst' >&2; exit 7");
    EXPECT_THAT(failure(), AllOf(HasSubstr("credential plugin \""), HasSubstr("(a test) failed with exit status 7; "
                                                                              "it said: \"log in \\x1b[31mfirst\"")));
    plugin("echo hunter2");
    EXPECT_THAT(failure(), AllOf(HasSubstr("printed no JSON"), Not(HasSubstr("hunter2"))));
    plugin("kill -9 $$");
    EXPECT_THAT(failure(), HasSubstr("was ended by signal 9"));
    plugin("exec yes");
    EXPECT_THAT(failure(), HasSubstr("printed more than 1024 KiB and was ended"));
    from.timeout = std::chrono::milliseconds(100);
    plugin("exec sleep 1000");
    EXPECT_THAT(failure(), HasSubstr("was not finished within 100 ms and was ended"));
    where.exec->install_hint = "brew install \x1b[0mit";
    where.exec->command = "srcip-no-such-plugin";
    EXPECT_THAT(failure(), HasSubstr("is not installed: no folder of PATH holds \"srcip-no-such-plugin\"; its author "
                                     "says: \"brew install \\x1b[0mit\""));
    where.exec->command = folder.path("none");
    EXPECT_THAT(failure(), HasSubstr("No such file or directory; its author says"));
    where.exec->mode = interactive_mode::always;
    EXPECT_THAT(failure(), HasSubstr("wants a terminal (interactiveMode: Always)"));
}

TEST_F(exec_credential, is_escaped_when_it_speaks) {
    plugin("printf 'a\\033[31mb\\nc' >&2\n" + print(R"({"token": "t"})"));
    ASSERT_TRUE(get(*source()));
    EXPECT_EQ(told, "a\\x1b[31mb\nc\n");
}

TEST_F(exec_credential, is_renewed_by_a_client_that_gets_a_401) {
    plugin(counting);
    const stand_in server(stand_in::answering([](const std::string& request) {
        const bool second = request.find("Bearer token-2\r\n") != std::string::npos;
        return second ? http_answer(200, "{}") : http_answer(401, "");
    }));
    where.server.port = server.port();
    running_client client(where);
    const auto answer = client.get();
    EXPECT_TRUE(answer) << answer.error().message;
    EXPECT_TRUE(client.get());
}

TEST_F(exec_credential, shows_its_certificate_to_the_server_and_replaces_it) {
    test::certificate_wish wish;
    wish.authority = true;
    wish.common_name = "CA";
    const test::key_pair authority = test::make_certificate(wish);
    const test::key_pair own = test::make_certificate({"server", "IP:127.0.0.1", -1, 1, &authority, false});
    const stand_in server(stand_in::answering([](const std::string&) { return http_answer(200, "{}"); }),
                          {own, authority.certificate});
    const test::key_pair me = test::make_certificate({"me", "", -1, 1, &authority, false});
    const auto escaped = [](std::string text) {
        for (std::size_t i = 0; (i = text.find('\n', i)) != std::string::npos; i += 2)
            text.replace(i, 1, "\\n");
        return text;
    };
    plugin("cat <<'END'\n{\"kind\": \"ExecCredential\", \"apiVersion\": \"" + version +
           "\", \"status\": {\"clientCertificateData\": \"" + escaped(me.certificate) + "\", \"clientKeyData\": \"" +
           escaped(me.key) + "\"}}\nEND\n");
    const exec_plugin made = *where.exec;
    where = at(server.port(), "https");
    where.ca_pem = authority.certificate;
    where.exec = made;
    const auto answer = running_client(where).get();
    EXPECT_TRUE(answer) << answer.error().message;
    plugin(print(R"({"clientCertificateData": "C", "clientKeyData": "K"})"));
    where.exec->command = folder.path("plugin");
    const auto broken = running_client(where).get();
    ASSERT_FALSE(broken);
    EXPECT_THAT(broken.error().message, HasSubstr("the client certificate is no PEM certificate"));
}

} // namespace
} // namespace srcip::probe::kube
