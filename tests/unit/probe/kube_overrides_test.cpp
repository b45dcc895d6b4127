#include "probe/kube/config.hpp"
#include "probe/kube/impersonation.hpp"

#include "tests/unit/probe/kube_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace srcip::probe::kube {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

constexpr const char* kubeconfig_text = R"(
current-context: main
clusters:
- {name: c, cluster: {server: 'https://one', certificate-authority-data: Q0E=, tls-server-name: kube, proxy-url: 'socks5://me:pw@p'}}
- {name: open, cluster: {server: 'https://two', insecure-skip-tls-verify: true}}
users:
- {name: u, user: {token: t, client-certificate-data: Q0VSVA==, client-key-data: S0VZ, as: jane, as-groups: [a, b],
                   as-uid: '7', as-user-extra: {Scopes.io/x: [v, w]}}}
- {name: basic, user: {username: me, password: pw}}
- {name: plugin, user: {exec: {command: ./bin/get, args: [a, '1'], env: [{name: K, value: v}], installHint: brew,
                               apiVersion: client.authentication.k8s.io/v1beta1, provideClusterInfo: true}}}
contexts:
- {name: main, context: {cluster: c, user: u, namespace: apps}}
- {name: plain, context: {cluster: c, user: basic}}
- {name: exec, context: {cluster: c, user: plugin}}
)";

class overridden : public ::testing::Test {
  protected:
    overridden() {
        files.files["/etc/kc"] = kubeconfig_text;
        files.files["ca.pem"] = "OTHER CA";
        files.files["me.pem"] = "OTHER CERT";
        files.files["me.key"] = "OTHER KEY";
        environment["KUBECONFIG"] = "/etc/kc";
    }

    outcome<endpoint> find() {
        surroundings from;
        from.files = &files;
        from.environment = [this](std::string_view name) -> std::optional<std::string> {
            const auto it = environment.find(name);
            return it == environment.end() ? std::nullopt : std::optional<std::string>(it->second);
        };
        return find_endpoint(request, from);
    }
    endpoint found() {
        auto result = find();
        EXPECT_TRUE(result) << result.error().message;
        return result ? *result : endpoint();
    }
    std::string refused() {
        const auto result = find();
        EXPECT_FALSE(result);
        return result ? "" : result.error().message;
    }

    fake_files files;
    std::map<std::string, std::string, std::less<>> environment;
    config_request request;
};

TEST_F(overridden, nothing_said_changes_nothing) {
    const endpoint e = found();
    EXPECT_EQ(e.server.to_string(), "https://one:443");
    EXPECT_EQ(e.token, "t");
    EXPECT_EQ(e.tls_server_name, "kube");
    EXPECT_EQ(e.as.user, "jane");
    EXPECT_THAT(e.as.groups, ElementsAre("a", "b"));
    EXPECT_EQ(e.as.uid, "7");
    ASSERT_TRUE(e.proxy);
    EXPECT_EQ(e.proxy->to_string(), "socks5://p:1080");
    EXPECT_EQ(e.proxy->password, "pw");
    EXPECT_FALSE(e.request_timeout);
}

TEST_F(overridden, another_cluster_and_user_take_the_contexts_place) {
    request.flags.cluster = "open";
    request.flags.user = "basic";
    const endpoint e = found();
    EXPECT_EQ(e.server.host, "two");
    EXPECT_TRUE(e.insecure);
    EXPECT_EQ(e.username, "me");
    EXPECT_EQ(e.token, "");
    EXPECT_EQ(e.name_space, "apps");
    request.flags.user = "none";
    EXPECT_EQ(refused(), "kubeconfig /etc/kc: --user \"none\" is not defined");
    request.flags = {};
    request.flags.cluster = "none";
    EXPECT_EQ(refused(), "kubeconfig /etc/kc: --cluster \"none\" is not defined");
}

TEST_F(overridden, a_token_replaces_every_other_way_in) {
    for (const char* user : {"u", "basic", "plugin"}) {
        request.flags.user = user;
        request.flags.token = "mine";
        const endpoint e = found();
        EXPECT_EQ(e.token, "mine") << user;
        EXPECT_EQ(e.username, "") << user;
        EXPECT_FALSE(e.exec) << user;
    }
    request.flags.token = "a b";
    EXPECT_EQ(refused(), "--token holds characters that no token has");
}

TEST_F(overridden, files_replace_what_stands_inline_and_are_relative_to_the_working_folder) {
    request.flags.ca_file = "ca.pem";
    request.flags.client_cert_file = "me.pem";
    request.flags.client_key_file = "me.key";
    const endpoint e = found();
    EXPECT_EQ(e.ca_pem, "OTHER CA");
    EXPECT_EQ(e.client_cert_pem, "OTHER CERT");
    EXPECT_EQ(e.client_key_pem, "OTHER KEY");
    request.flags.client_key_file = "none";
    EXPECT_EQ(refused(), "--client-key: none does not exist");
    request.flags = {};
    request.flags.ca_file = "none";
    EXPECT_EQ(refused(), "--certificate-authority: none does not exist");
}

TEST_F(overridden, trust_is_replaced_as_a_whole) {
    request.flags.insecure = true;
    endpoint e = found();
    EXPECT_TRUE(e.insecure);
    EXPECT_EQ(e.ca_pem, "");
    request.flags.ca_file = "ca.pem";
    EXPECT_EQ(refused(), "--insecure-skip-tls-verify contradicts --certificate-authority; give one");
    request.flags = {};
    request.flags.cluster = "open";
    request.flags.ca_file = "ca.pem";
    e = found();
    EXPECT_FALSE(e.insecure);
    EXPECT_EQ(e.ca_pem, "OTHER CA");
}

TEST_F(overridden, the_name_for_tls_goes_with_the_server) {
    request.server = "https://other:6443";
    EXPECT_EQ(found().tls_server_name, "");
    request.flags.tls_server_name = "k";
    EXPECT_EQ(found().tls_server_name, "k");
    request.server.clear();
    EXPECT_EQ(found().tls_server_name, "k");
    EXPECT_EQ(found().server.host, "one");
}

TEST_F(overridden, acting_as_somebody_else) {
    request.flags.as = "joe";
    request.flags.as_groups = {"x"};
    request.flags.as_uid = "9";
    const endpoint e = found();
    EXPECT_THAT(impersonation_fields(e.as),
                ElementsAre(Pair("Impersonate-User", "joe"), Pair("Impersonate-Group", "x"),
                            Pair("Impersonate-Uid", "9"), Pair("Impersonate-Extra-scopes.io%2Fx", "v"),
                            Pair("Impersonate-Extra-scopes.io%2Fx", "w")));
    EXPECT_EQ(describe(e.as), "acting as \"joe\"");
    request.context = "plain";
    request.flags.as.clear();
    EXPECT_THAT(refused(), HasSubstr("as is missing"));
    request.flags = {};
    request.flags.as = "a\r\nX: y";
    EXPECT_THAT(refused(), HasSubstr("hold control characters"));
}

TEST_F(overridden, a_plugin_is_read_with_its_path_beside_the_kubeconfig) {
    request.context = "exec";
    const endpoint e = found();
    ASSERT_TRUE(e.exec);
    EXPECT_EQ(e.exec->command, "/etc/./bin/get");
    EXPECT_THAT(e.exec->args, ElementsAre("a", "1"));
    EXPECT_THAT(e.exec->env, ElementsAre(Pair("K", "v")));
    EXPECT_EQ(e.exec->mode, interactive_mode::if_available) << "v1beta1's default";
    EXPECT_TRUE(e.exec->provide_cluster_info);
    request.flags.client_cert_file = "me.pem";
    request.flags.client_key_file = "me.key";
    EXPECT_FALSE(found().exec) << "client-go does not run it when there is a certificate";
}

TEST_F(overridden, a_plain_server_gets_no_credentials) {
    request.server = "http://127.0.0.1:8001";
    const endpoint e = found();
    EXPECT_EQ(e.token, "");
    EXPECT_EQ(e.client_key_pem, "");
    EXPECT_TRUE(e.withheld);
    EXPECT_EQ(e.as.user, "jane") << "this is no secret";
}

TEST_F(overridden, a_server_without_a_kubeconfig_takes_the_flags) {
    files.files.erase("/etc/kc");
    request.server = "https://a";
    request.flags.token = "t";
    request.flags.ca_file = "ca.pem";
    request.flags.request_timeout = std::chrono::seconds(5);
    const endpoint e = found();
    EXPECT_EQ(e.token, "t");
    EXPECT_EQ(e.ca_pem, "OTHER CA");
    EXPECT_EQ(e.source, "--server");
    EXPECT_EQ(e.request_timeout, std::chrono::seconds(5));
    request.flags.user = "u";
    EXPECT_THAT(refused(), HasSubstr("--user \"u\" is not defined"));
}

TEST_F(overridden, a_pods_account_takes_the_flags) {
    const std::string account = "/var/run/secrets/kubernetes.io/serviceaccount/";
    files.files = {{account + "ca.crt", "CA"}, {account + "token", "t"}, {"ca.pem", "OTHER CA"}};
    environment = {{"KUBERNETES_SERVICE_HOST", "10.0.0.1"}, {"KUBERNETES_SERVICE_PORT", "443"}};
    EXPECT_EQ(found().ca_pem, "CA");
    EXPECT_EQ(found().token_file, account + "token");
    request.flags.token = "mine";
    request.flags.ca_file = "ca.pem";
    request.flags.as = "joe";
    const endpoint e = found();
    EXPECT_EQ(e.ca_pem, "OTHER CA");
    EXPECT_EQ(e.token, "mine");
    EXPECT_EQ(e.token_file, "");
    EXPECT_EQ(e.as.user, "joe");
    EXPECT_EQ(e.server.to_string(), "https://10.0.0.1:443");
}

TEST_F(overridden, the_environment_names_a_proxy_where_the_kubeconfig_does_not) {
    environment["HTTPS_PROXY"] = "http://env:3128";
    EXPECT_EQ(found().proxy->host, "p");
    request.flags.cluster = "open";
    EXPECT_EQ(found().proxy->to_string(), "http://env:3128");
    environment["NO_PROXY"] = "two";
    EXPECT_FALSE(found().proxy);
    environment["HTTPS_PROXY"] = "ftp://me:hunter2@p";
    environment["NO_PROXY"] = "";
    EXPECT_EQ(refused(), "HTTPS_PROXY: the proxy's URL has another scheme; expected http://, https:// or socks5://, "
                         "host and port");
}

TEST_F(overridden, a_kubeconfig_without_a_context_serves_a_named_server) {
    files.files["/etc/kc"] = "users: [{name: u, user: {token: t}}]";
    EXPECT_THAT(refused(), HasSubstr("no current-context"));
    request.server = "https://a";
    request.flags.user = "u";
    EXPECT_EQ(found().token, "t");
}

} // namespace
} // namespace srcip::probe::kube
