#include "probe/kube/config.hpp"

#include "probe/kube/kubeconfig.hpp"
#include "probe/kube/resolve.hpp"

#include <srcip/printable.hpp>

#include <cstdlib>
#include <vector>

namespace srcip::probe::kube {

namespace {

constexpr std::size_t max_kubeconfig = std::size_t{4} << 20U;
constexpr const char* account_directory = "/var/run/secrets/kubernetes.io/serviceaccount/";

std::string variable(const surroundings& from, std::string_view name) {
    return from.environment(name).value_or(std::string());
}

/// A missing file is an empty kubeconfig that names no file.
outcome<kubeconfig> load(const std::string& path, const surroundings& from) {
    const read_result read = from.files->read(path, max_kubeconfig);
    if (read.status == read_status::missing)
        return kubeconfig{};
    if (read.status == read_status::failed)
        return error(error_kind::config, "kubeconfig " + printable(path) + " cannot be read: " + read.reason);
    return parse_kubeconfig(read.content, path);
}

outcome<kubeconfig> load_explicit(const std::string& path, const surroundings& from) {
    auto config = load(path, from);
    if (config && config->files.empty())
        return error(error_kind::config, "kubeconfig " + printable(path) + " does not exist; check --kubeconfig");
    if (config && config->empty())
        return error(error_kind::config, "kubeconfig " + printable(path) + " is empty: it names no cluster");
    return config;
}

outcome<kubeconfig> load_list(const std::vector<std::string>& paths, const surroundings& from) {
    kubeconfig merged;
    for (const std::string& path : paths) {
        auto config = load(path, from);
        if (!config)
            return config.error();
        merge(merged, std::move(*config));
    }
    return merged;
}

std::vector<std::string> default_paths(const surroundings& from) {
    std::string list = variable(from, "KUBECONFIG");
    std::vector<std::string> paths;
    if (list.empty()) {
        const std::string home = variable(from, "HOME");
        if (!home.empty())
            paths.push_back(home + "/.kube/config");
        return paths;
    }
    list += ':';
    for (std::size_t start = 0, colon = 0; (colon = list.find(':', start)) != std::string::npos; start = colon + 1) {
        if (colon > start)
            paths.push_back(list.substr(start, colon - start));
    }
    return paths;
}

error nothing_found(const std::vector<std::string>& paths, const kubeconfig& config) {
    std::string tried;
    for (const std::string& path : paths)
        tried += (tried.empty() ? "" : ", ") + printable(path);
    const std::string what = config.files.empty() ? "no kubeconfig found" : "the kubeconfig is empty";
    return {error_kind::config, what + " (" + (tried.empty() ? "neither KUBECONFIG nor HOME is set" : tried) +
                                    ") and this is no pod; use --kubeconfig, KUBECONFIG or --server"};
}

error account_error(const std::string& file, const read_result& read) {
    const std::string why = read.status == read_status::failed ? "cannot be read: " + read.reason : "does not exist";
    return {error_kind::config, "in-cluster: " + (account_directory + file) + " " + why +
                                    "; is automountServiceAccountToken off for this pod?"};
}

/// The flags over the service account, as client-go's in-cluster configuration takes them.
outcome<void> put_over_account(const config_request& request, const surroundings& from, endpoint& result) {
    const resolve_request flags{"", "", request.flags};
    cluster_entry cluster;
    cluster.ca_data = std::move(result.ca_pem);
    cluster.server = result.server.to_string();
    if (const auto applied = apply_cluster(std::move(cluster), flags, *from.files, result); !applied)
        return applied;
    user_entry user;
    user.token_file = result.token_file;
    return apply_user(std::move(user), flags, *from.files, result);
}

outcome<endpoint> in_cluster(const std::string& host, const std::string& port, const config_request& request,
                             const surroundings& from) {
    const std::string authority = (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + port;
    const auto url = parse_server_url("https://" + authority, true);
    if (!url)
        return error(error_kind::config, "in-cluster: KUBERNETES_SERVICE_HOST and _PORT: " + url.error().message);
    endpoint result;
    result.server = *url;
    result.source = "the pod's service account";
    read_result ca = from.files->read(account_directory + std::string("ca.crt"), max_credential_file);
    // Without its authority the server would be checked against the system's: that fails, but says nothing of why.
    if (ca.status != read_status::ok || ca.content.empty())
        return account_error("ca.crt", ca);
    result.ca_pem = std::move(ca.content);
    result.token_file = account_directory + std::string("token");
    if (const auto token = read_token_file(result.token_file, *from.files); !token && request.flags.token.empty())
        return error(error_kind::config,
                     "in-cluster: " + token.error().message + "; is automountServiceAccountToken off for this pod?");
    const read_result name = from.files->read(account_directory + std::string("namespace"), max_credential_file);
    const auto name_space = clean_token(name.content, "namespace");
    if (name.status == read_status::ok && name_space)
        result.name_space = *name_space;
    if (const auto applied = put_over_account(request, from, result); !applied)
        return applied.error();
    return result;
}

outcome<endpoint> find_server(const config_request& request, const surroundings& from) {
    const std::vector<std::string> paths = default_paths(from);
    const auto config = request.kubeconfig.empty() ? load_list(paths, from) : load_explicit(request.kubeconfig, from);
    if (!config)
        return config.error();
    const resolve_request wanted{request.context, request.server, request.flags};
    if (!config->empty())
        return resolve_context(*config, wanted, *from.files);
    if (!request.context.empty())
        return error(error_kind::config, "--context " + printable(request.context) +
                                             " needs a kubeconfig, and none was " +
                                             "found; use --kubeconfig or KUBECONFIG");
    // Not the pod's credentials with another server: whoever names one there may not have meant to send it a token.
    if (!request.server.empty())
        return resolve_context(*config, wanted, *from.files);
    const std::string host = variable(from, "KUBERNETES_SERVICE_HOST");
    const std::string port = variable(from, "KUBERNETES_SERVICE_PORT");
    if (host.empty() || port.empty())
        return nothing_found(paths, *config);
    return in_cluster(host, port, request, from);
}

} // namespace

surroundings system_surroundings() {
    static const system_files files;
    surroundings result;
    result.files = &files;
    result.environment = [](std::string_view name) -> std::optional<std::string> {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here ever changes the environment
        const char* value = std::getenv(std::string(name).c_str());
        return value == nullptr ? std::nullopt : std::optional<std::string>(value);
    };
    return result;
}

outcome<endpoint> find_endpoint(const config_request& request, const surroundings& from) {
    auto found = find_server(request, from);
    if (!found)
        return found;
    found->request_timeout = request.flags.request_timeout;
    if (found->proxy)
        return found;
    const auto proxy =
        proxy_from_environment(found->server.tls, found->server.host, found->server.port, from.environment);
    if (!proxy)
        return proxy.error();
    found->proxy = *proxy;
    return found;
}

} // namespace srcip::probe::kube
