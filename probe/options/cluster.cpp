#include "probe/options/cluster.hpp"

#include <CLI/App.hpp>

namespace srcip::probe {
namespace {

constexpr auto group = "Which cluster";

void add_text(CLI::App& app, const char* name, std::string& out, const char* what, const char* type) {
    app.add_option(name, out, what)->group(group)->type_name(type);
}

} // namespace

void add_cluster_options(CLI::App& app, raw_cluster& raw) {
    auto& out = raw.plain;
    add_text(app, "--kubeconfig", out.kubeconfig, "Path to a kubeconfig [$KUBECONFIG, ~/.kube/config, in-cluster]",
             "FILE");
    add_text(app, "--context", out.context, "The kubeconfig's context to use", "NAME");
    add_text(app, "--cluster", out.cluster, "The kubeconfig's cluster to use", "NAME");
    add_text(app, "--user", out.user, "The kubeconfig's user to use", "NAME");
    add_text(app, "-s,--server", out.server, "The API server's URL, e.g. http://127.0.0.1:8001 for kubectl proxy",
             "URL");
    add_text(app, "--token", out.token, "Bearer token for the API server", "TOKEN");
    add_text(app, "--as", out.as, "User to impersonate", "USER");
    app.add_option("--as-group", out.as_groups, "Group to impersonate; may be repeated")
        ->group(group)
        ->type_name("GROUP")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    add_text(app, "--as-uid", out.as_uid, "UID to impersonate", "UID");
    add_text(app, "--certificate-authority", out.certificate_authority, "Certificates that vouch for the API server",
             "FILE");
    add_text(app, "--client-certificate", out.client_certificate, "Client certificate for the API server", "FILE");
    add_text(app, "--client-key", out.client_key, "Private key of the client certificate", "FILE");
    add_text(app, "--tls-server-name", out.tls_server_name, "The name that the API server's certificate must hold",
             "NAME");
    app.add_flag("--insecure-skip-tls-verify", out.insecure_skip_tls_verify,
                 "Do not check the API server's certificate")
        ->group(group);
    add_text(app, "--request-timeout", raw.request_timeout,
             "How long one request to the API may take; 0: our own default", "TIME");
}

option_error read_cluster_options(const raw_cluster& raw, cluster_options& out) {
    out = raw.plain;
    if (out.as.empty() && (!out.as_groups.empty() || !out.as_uid.empty()))
        return "--as-group and --as-uid go with --as USER";
    if (out.insecure_skip_tls_verify && !out.certificate_authority.empty())
        return "--certificate-authority and --insecure-skip-tls-verify exclude each other";
    if (raw.request_timeout == "0")
        return std::nullopt;
    out.request_timeout.emplace();
    return read_duration("--request-timeout", raw.request_timeout, *out.request_timeout);
}

} // namespace srcip::probe
