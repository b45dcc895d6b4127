#include "probe/kube/config.hpp"

#include "tests/unit/probe/kube_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace srcip::probe::kube {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string account = "/var/run/secrets/kubernetes.io/serviceaccount/";

/// A kubeconfig with one context "main", whose cluster and user hold these lines.
std::string config_with(const std::string& cluster, const std::string& user, const std::string& context = "") {
    return "apiVersion: v1\nkind: Config\ncurrent-context: main\n"
           "clusters: [{name: c, cluster: {" +
           cluster +
           "}}]\n"
           "users: [{name: u, user: {" +
           user +
           "}}]\n"
           "contexts: [{name: main, context: {cluster: c, user: u" +
           context + "}}]\n";
}

class config : public ::testing::Test {
  protected:
    fake_files files;
    std::map<std::string, std::string, std::less<>> environment;
    config_request request;

    outcome<endpoint> find() {
        surroundings from;
        from.files = &files;
        from.environment = [this](std::string_view name) -> std::optional<std::string> {
            const auto it = environment.find(name);
            return it == environment.end() ? std::nullopt : std::optional<std::string>(it->second);
        };
        return find_endpoint(request, from);
    }
    outcome<endpoint> find_in(const std::string& text) {
        files.files["/etc/kc"] = text;
        request.kubeconfig = "/etc/kc";
        return find();
    }
    void enter_pod() {
        environment["KUBERNETES_SERVICE_HOST"] = "10.0.0.1";
        environment["KUBERNETES_SERVICE_PORT"] = "443";
        files.files[account + "ca.crt"] = "CA";
        files.files[account + "token"] = "t0ken\n";
        files.files[account + "namespace"] = "apps";
    }
};

TEST_F(config, a_server_alone_takes_no_credentials_along) {
    environment["KUBECONFIG"] = "/k";
    files.files["/k"] = config_with("server: 'https://a:1'", "token: secret");
    request.server = "http://127.0.0.1:8001/";
    const auto found = find();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->server.to_string(), "http://127.0.0.1:8001");
    EXPECT_EQ(found->token, "");
    EXPECT_EQ(found->name_space, "default");
}

TEST_F(config, a_server_with_a_kubeconfig_replaces_its_url) {
    request.server = "https://b:2";
    const auto found = find_in(config_with("server: 'https://a:1'", "token: secret"));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->server.to_string(), "https://b:2");
    EXPECT_EQ(found->token, "secret");
}

TEST_F(config, reads_everything_from_one_file) {
    files.files["/etc/pki/ca"] = "CA";
    files.files["/etc/me.crt"] = "CERT";
    files.files["/me.key"] = "KEY";
    const auto found = find_in(
        config_with("server: 'https://[fd00::1]:6443/prefix/', certificate-authority: pki/ca, tls-server-name: kube",
                    "client-certificate: me.crt, client-key: /me.key", ", namespace: apps"));
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->server.to_string(), "https://[fd00::1]:6443/prefix");
    EXPECT_EQ(found->server.host, "fd00::1");
    EXPECT_EQ(found->server.authority(), "[fd00::1]:6443");
    EXPECT_EQ(found->ca_pem, "CA");
    EXPECT_EQ(found->client_cert_pem, "CERT");
    EXPECT_EQ(found->client_key_pem, "KEY");
    EXPECT_EQ(found->tls_server_name, "kube");
    EXPECT_EQ(found->name_space, "apps");
    EXPECT_EQ(found->source, "context \"main\" of /etc/kc");
}

TEST_F(config, inline_data_beats_files) {
    const auto found =
        find_in(config_with("server: 'https://a', certificate-authority-data: Q0E=, certificate-authority: /none",
                            "client-certificate-data: Q0VSVA==, client-key-data: S0VZ, client-key: /none"));
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->ca_pem, "CA");
    EXPECT_EQ(found->client_cert_pem, "CERT");
    EXPECT_EQ(found->client_key_pem, "KEY");
}

TEST_F(config, a_token_file_beats_a_token) {
    const auto found = find_in(config_with("server: 'https://a'", "token: inline, tokenFile: tok"));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->token_file, "/etc/tok");
    EXPECT_EQ(found->token, "");
}

TEST_F(config, reads_basic_credentials_and_json) {
    const auto found = find_in(R"({
	"kind": "Config", "current-context": "m",
	"clusters": [{"name": "c", "cluster": {"server": "https:\/\/a", "insecure-skip-tls-verify": true}}],
	"users": [{"name": "u", "user": {"username": "me", "password": "p\u00e4ss"}}],
	"contexts": [{"name": "m", "context": {"cluster": "c", "user": "u"}}]
})");
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_TRUE(found->insecure);
    EXPECT_EQ(found->username, "me");
    EXPECT_EQ(found->password, "päss");
}

TEST_F(config, merges_the_files_of_the_environment) {
    environment["KUBECONFIG"] = ":/missing:/a/one::/b/two";
    files.files["/a/one"] = "clusters: [{name: c, cluster: {server: 'https://one', certificate-authority: ca}}]\n"
                            "current-context: x\n";
    files.files["/b/two"] = "clusters: [{name: c, cluster: {server: 'https://two'}}]\n"
                            "users: [{name: u, user: {tokenFile: tok}}]\n"
                            "contexts: [{name: x, context: {cluster: c, user: u}}, {name: y, context: {cluster: c}}]\n"
                            "current-context: y\n";
    files.files["/a/ca"] = "CA of one";
    const auto found = find();
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->server.host, "one");
    EXPECT_EQ(found->ca_pem, "CA of one");
    EXPECT_EQ(found->token_file, "/b/tok");
    EXPECT_EQ(found->source, "context \"x\" of /b/two");
    request.context = "y";
    EXPECT_EQ(find()->token_file, "");
}

TEST_F(config, falls_back_to_home_and_then_to_the_pod) {
    enter_pod();
    environment["HOME"] = "/home/me";
    files.files["/home/me/.kube/config"] = config_with("server: 'https://home'", "");
    EXPECT_EQ(find()->server.host, "home");
    files.files.clear();
    enter_pod();
    const auto found = find();
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->server.to_string(), "https://10.0.0.1:443");
    EXPECT_EQ(found->ca_pem, "CA");
    EXPECT_EQ(found->token_file, account + "token");
    EXPECT_EQ(found->name_space, "apps");
}

TEST_F(config, brackets_ipv6_in_a_pod) {
    enter_pod();
    environment["KUBERNETES_SERVICE_HOST"] = "fd00::1";
    files.files.erase(account + "namespace");
    const auto found = find();
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->server.to_string(), "https://[fd00::1]:443");
    EXPECT_EQ(found->name_space, "default");
}

TEST_F(config, a_pod_without_its_files_fails_closed) {
    enter_pod();
    files.files.erase(account + "ca.crt");
    EXPECT_THAT(find().error().message, HasSubstr("ca.crt does not exist; is automountServiceAccountToken off"));
    enter_pod();
    files.files[account + "token"] = " \n";
    EXPECT_THAT(find().error().message, HasSubstr("token is empty"));
}

TEST_F(config, says_where_it_looked) {
    EXPECT_THAT(find().error().message, HasSubstr("neither KUBECONFIG nor HOME is set"));
    environment["HOME"] = "/h";
    EXPECT_THAT(find().error().message,
                HasSubstr("no kubeconfig found (/h/.kube/config) and this is no pod; use --kubeconfig"));
    request.context = "x";
    EXPECT_THAT(find().error().message, HasSubstr("--context x needs a kubeconfig"));
    request = {};
    request.kubeconfig = "/none";
    EXPECT_EQ(find().error().message, "kubeconfig /none does not exist; check --kubeconfig");
    files.broken["/none"] = "Permission denied";
    EXPECT_EQ(find().error().message, "kubeconfig /none cannot be read: Permission denied");
}

struct bad_config {
    std::string text;
    std::string message; ///< behind "kubeconfig /etc/kc: "
};

TEST_F(config, names_file_key_and_remedy) {
    const bad_config cases[] = {
        {config_with("", ""), "clusters[c].cluster.server is missing"},
        {config_with("server: 'https://a', insecure-skip-tls-verify: true, certificate-authority-data: Q0E=", ""),
         "insecure-skip-tls-verify contradicts certificate-authority; remove one"},
        {config_with("server: 'https://a', insecure-skip-tls-verify: 'true'", ""),
         "must be true or false, without quotes"},
        {config_with("server: [1]", ""), "clusters[c].cluster.server must be a string"},
        {config_with("server: 'ftp://a'", ""), "clusters[c].cluster.server: the server URL \"ftp://a\" is neither"},
        {config_with("server: 'https://a:0'", ""), "has no valid port"},
        {config_with("server: 'https://a:99999'", ""), "the server URL"},
        {config_with("server: 'https://a/?q'", ""), "has a query or a fragment"},
        {config_with("server: 'https://a%0d%0ab'", ""), "names no valid host"},
        {config_with("server: 'https://'", ""), "the server URL"},
        {config_with("server: 'https://a', certificate-authority: none", ""),
         "clusters[c].cluster.certificate-authority: /etc/none does not exist"},
        {config_with("server: 'https://a', certificate-authority-data: '***'", ""),
         "clusters[c].cluster.certificate-authority-data is not valid base64"},
        {config_with("server: 'https://a', server: 'https://b'", ""), "clusters[c].cluster.server stands there twice"},
        {config_with("server: 'https://a'", "token: t, username: u"), "token contradicts username and password"},
        {config_with("server: 'https://a'", "token: \"a\\nb\""),
         "users[u].user.token holds characters that no token has"},
        {config_with("server: 'https://a'", "client-certificate-data: Q0E="), "users[u].user.client-key is missing"},
        {config_with("server: 'https://a'", "client-key-data: Q0E="), "users[u].user.client-certificate is missing"},
        {config_with("server: 'https://a'", "") + "users: []\n", "users stands there twice"},
        {"current-context: x\ncontexts: []\nclusters: [{name: c}]",
         "current-context \"x\" is not defined (there are none)"},
        {"contexts: [{name: b}, {name: a}]", "no current-context; choose one with --context (there are: a, b)"},
        {"current-context: a\ncontexts: [{name: a, context: {cluster: q}}]",
         "cluster names \"q\", which is not defined"},
        {"current-context: a\nclusters: [{name: c, cluster: {server: x}}]\ncontexts: [{name: a, context: {cluster: c, "
         "user: q}}]",
         "user names \"q\", which is not defined"},
        {config_with("server: 'https://a', proxy-url: 'ftp://p'", ""),
         "clusters[c].cluster.proxy-url: the proxy's URL has another scheme"},
        {config_with("server: 'https://a', proxy-url: 'p:3128'", ""), "the proxy's URL has no scheme"},
        {config_with("server: 'https://a'", "as-groups: [g]"), "users[u].user.as is missing"},
        {config_with("server: 'https://a'", "as: \"a\\nb\""), "hold control characters"},
        {config_with("server: 'https://a'", "as: a, as-user-extra: {k: v}"), "as-user-extra.k must be a list"},
        {config_with("server: 'https://a'", "exec: {apiVersion: client.authentication.k8s.io/v1}"),
         "users[u].user.exec.command is missing"},
        {config_with("server: 'https://a'", "exec: {command: c}"), "exec.apiVersion is missing"},
        {config_with("server: 'https://a'", "exec: {command: c, apiVersion: client.authentication.k8s.io/v1alpha1}"),
         "v1alpha1 was dropped"},
        {config_with("server: 'https://a'", "exec: {command: c, apiVersion: x}"), "exec.apiVersion \"x\" is unknown"},
        {config_with("server: 'https://a'", "exec: {command: c, apiVersion: client.authentication.k8s.io/v1}"),
         "exec.interactiveMode is missing"},
        {config_with("server: 'https://a'",
                     "exec: {command: c, apiVersion: client.authentication.k8s.io/v1, interactiveMode: no}"),
         "exec.interactiveMode must be Never"},
        {config_with("server: 'https://a'", "exec: {command: c, apiVersion: client.authentication.k8s.io/v1beta1, "
                                            "env: [{value: v}]}"),
         "exec.env holds a variable without a valid name"},
        {config_with("server: 'https://a'", "exec: {command: c}, auth-provider: {name: x}"),
         "auth-provider contradicts exec"},
        {"clusters: {}", "clusters must be a list"},
        {"clusters: [a]", "clusters must hold maps"},
        {"clusters: [{cluster: {}}]", "clusters has an entry without a name"},
        {"clusters: [{name: a}, {name: a}]", "clusters defines \"a\" twice"},
        {"clusters: [{name: a, cluster: 7}]", "clusters[a].cluster must be a map"},
        {"users: [{name: a, user: {exec: x}}]", "users[a].user.exec must be a map"},
        {"just text", "is no kubeconfig"},
        {"[1, 2]", "is no kubeconfig"},
        {"kind: Pod", "its kind is \"Pod\", not Config"},
    };
    for (const bad_config& c : cases) {
        const auto found = find_in(c.text);
        ASSERT_FALSE(found) << c.text;
        EXPECT_EQ(found.error().kind, error_kind::config) << c.text;
        EXPECT_THAT(found.error().message, HasSubstr("kubeconfig /etc/kc: ")) << c.text;
        EXPECT_THAT(found.error().message, HasSubstr(c.message));
    }
}

TEST_F(config, names_what_comes_in_place_of_an_auth_provider) {
    const bad_config cases[] = {
        {config_with("server: 'https://a'", "auth-provider: {name: oidc}"), "use a plugin such as kubelogin"},
        {config_with("server: 'https://a'", "auth-provider: {name: gcp}"), "use the plugin gke-gcloud-auth-plugin"},
        {config_with("server: 'https://a'", "auth-provider: {name: azure}"), "kubelogin convert-kubeconfig"},
        {config_with("server: 'https://a'", "auth-provider: {name: x}"), "use a credential plugin (exec), a token"},
    };
    for (const bad_config& c : cases) {
        const auto found = find_in(c.text);
        ASSERT_FALSE(found) << c.text;
        EXPECT_EQ(found.error().kind, error_kind::unsupported);
        EXPECT_THAT(found.error().message, HasSubstr("kubeconfig /etc/kc: users[u].user.auth-provider"));
        EXPECT_THAT(found.error().message, HasSubstr(c.message));
    }
    EXPECT_TRUE(find_in(config_with("server: 'https://a'", "token: t, auth-provider: {name: oidc}")))
        << "client-go does not ask it then";
}

TEST_F(config, never_prints_a_secret) {
    const std::string secrets[] = {
        config_with("server: 'https://user:hunter2@a'", ""),
        config_with("server: 'https://a', proxy-url: 'http://me:hunter2@'", ""),
        config_with("server: 'https://a', proxy-url: 'ftp://me:hunter2@p'", ""),
        config_with("server: 'https://a'", "token: 'hunter2 hunter2'"),
        config_with("server: 'https://a'", "password: hunter2, token: hunter2"),
        config_with("server: 'https://a'", "token: [hunter2]"),
        config_with("server: 'https://a'", "client-key-data: hunter2"),
    };
    for (const std::string& text : secrets) {
        const auto found = find_in(text);
        ASSERT_FALSE(found);
        EXPECT_THAT(found.error().message, Not(HasSubstr("hunter2")));
    }
}

TEST_F(config, escapes_what_it_quotes) {
    request.context = "a\x1b[31m\n";
    const auto found = find_in(config_with("server: 'https://a'", ""));
    EXPECT_THAT(found.error().message, HasSubstr("\"a\\x1b[31m\\x0a\" is not defined (there are: main)"));
}

TEST_F(config, an_empty_file_is_no_configuration) {
    for (const char* text : {"", "\n", "---\n", "{}", "null", "kind: Config"})
        EXPECT_THAT(find_in(text).error().message, HasSubstr("kubeconfig /etc/kc is empty: it names no cluster"))
            << text;
    request = {};
    environment["KUBECONFIG"] = "/etc/kc";
    EXPECT_THAT(find().error().message, HasSubstr("the kubeconfig is empty (/etc/kc)"));
}

TEST_F(config, guesses_the_scheme_as_client_go_does) {
    EXPECT_EQ(find_in(config_with("server: 'a:1'", ""))->server.to_string(), "http://a:1");
    EXPECT_EQ(find_in(config_with("server: 'a:1', insecure-skip-tls-verify: true", ""))->server.to_string(),
              "https://a:1");
    EXPECT_EQ(find_in(config_with("server: 'a'", ""))->server.port, 80);
}

} // namespace
} // namespace srcip::probe::kube
