#include "probe/kube/resolve.hpp"

#include <srcip/printable.hpp>

#include <algorithm>

namespace srcip::probe::kube {

namespace {

std::string joined(const std::vector<std::string>& files) {
    std::string out;
    for (const std::string& f : files)
        out += (out.empty() ? "" : ":") + printable(f);
    return out;
}

/// Relative to the directory of the file the path stands in.
std::string beside(const std::string& file, const std::string& path) {
    const std::size_t slash = file.rfind('/');
    if (path.empty() || path.starts_with('/') || slash == std::string::npos)
        return path;
    return file.substr(0, slash + 1) + path;
}

/// Where a cluster's authority is written, for messages.
std::string authority_place(const cluster_entry& cluster, const overrides& flags) {
    return flags.ca_file.empty()
               ? config_error(cluster.file, entry_path("clusters", cluster.name, "cluster") + "certificate-authority")
                     .message
               : "--certificate-authority";
}

/// clientcmd's getCluster(): a flag about trust replaces all that the kubeconfig says about it; a server's own name
/// for TLS goes with the server.
void put_over(cluster_entry& cluster, const resolve_request& request) {
    const overrides& flags = request.flags;
    if (flags.insecure || !flags.ca_file.empty()) {
        cluster.insecure = flags.insecure;
        cluster.ca_file = flags.ca_file;
        cluster.ca_data.clear();
    }
    if (!flags.tls_server_name.empty() || !request.server.empty())
        cluster.tls_server_name = flags.tls_server_name;
    if (!request.server.empty())
        cluster.server = request.server;
}

outcome<void> apply_proxy(const cluster_entry& cluster, endpoint& result) {
    if (cluster.proxy_url.empty())
        return {};
    const auto proxy = parse_proxy(cluster.proxy_url, false);
    if (!proxy)
        return config_error(cluster.file,
                            entry_path("clusters", cluster.name, "cluster") + "proxy-url: " + proxy.error().message);
    result.proxy = *proxy;
    return {};
}

outcome<context_entry> choose_context(const kubeconfig& config, const resolve_request& request) {
    const std::string& wanted = request.context;
    const std::string& name = wanted.empty() ? config.current_context : wanted;
    const std::string there = config.contexts.empty() ? "there are none" : "there are: " + config.context_names();
    const bool other = !request.server.empty() || !request.flags.cluster.empty();
    if (name.empty() && other)
        return context_entry();
    if (name.empty())
        return config_error(joined(config.files), "no current-context; choose one with --context (" + there + ")");
    if (const context_entry* found = config.find_context(name))
        return *found;
    const std::string which = wanted.empty() ? "current-context " : "--context ";
    return config_error(joined(config.files), which + quoted(name) + " is not defined (" + there + ")");
}

error undefined(const kubeconfig& config, const context_entry& context, const char* what, const std::string& flag,
                const std::string& name) {
    if (!flag.empty())
        return config_error(joined(config.files), std::string("--") + what + " " + quoted(name) + " is not defined");
    return config_error(context.file, entry_path("contexts", context.name, "context") + what + " names " +
                                          quoted(name) + ", which is not defined");
}

/// The entry that is named, with its paths made absolute; an empty one when nothing is named and `required` is false.
outcome<cluster_entry> choose_cluster(const kubeconfig& config, const context_entry& context,
                                      const resolve_request& request) {
    const std::string& flag = request.flags.cluster;
    const std::string& name = flag.empty() ? context.cluster : flag;
    if (name.empty() && !request.server.empty())
        return cluster_entry();
    const cluster_entry* found = config.find_cluster(name);
    if (found == nullptr)
        return undefined(config, context, "cluster", flag, name);
    cluster_entry out = *found;
    out.ca_file = beside(out.file, out.ca_file);
    return out;
}

outcome<user_entry> choose_user(const kubeconfig& config, const context_entry& context, const overrides& flags) {
    const std::string& name = flags.user.empty() ? context.user : flags.user;
    if (name.empty())
        return user_entry();
    const user_entry* found = config.find_user(name);
    if (found == nullptr)
        return undefined(config, context, "user", flags.user, name);
    user_entry out = *found;
    for (std::string* path : {&out.cert_file, &out.key_file, &out.token_file})
        *path = beside(out.file, *path);
    // client-go: what holds a slash is no name to look for in PATH.
    if (out.exec && out.exec->command.find('/') != std::string::npos)
        out.exec->command = beside(out.file, out.exec->command);
    return out;
}

std::string source_of(const context_entry& context) {
    return context.name.empty() ? "--server" : "context " + quoted(context.name) + " of " + printable(context.file);
}

} // namespace

error config_error(const std::string& file, const std::string& what) {
    return {error_kind::config, file.empty() ? what : "kubeconfig " + printable(file) + ": " + what};
}

std::string entry_path(const char* list, const std::string& name, const char* inner) {
    return std::string(list) + "[" + printable(name, 64) + "]." + inner + ".";
}

outcome<std::string> read_pem(const pem_source& from, const file_reader& files) {
    if (!from.data.empty() || from.path.empty())
        return from.data;
    read_result read = files.read(from.path, max_credential_file);
    if (read.status == read_status::ok && !read.content.empty())
        return std::move(read.content);
    const std::string why = read.status == read_status::missing  ? "does not exist"
                            : read.status == read_status::failed ? "cannot be read: " + read.reason
                                                                 : "is empty";
    return error(error_kind::config, from.where + ": " + printable(from.path) + " " + why);
}

outcome<void> apply_cluster(cluster_entry cluster, const resolve_request& request, const file_reader& files,
                            endpoint& result) {
    put_over(cluster, request);
    const std::string where = entry_path("clusters", cluster.name, "cluster");
    const bool has_ca = !cluster.ca_data.empty() || !cluster.ca_file.empty();
    if (request.flags.insecure && has_ca)
        return error(error_kind::config, "--insecure-skip-tls-verify contradicts --certificate-authority; give one");
    if (cluster.insecure && has_ca)
        return config_error(cluster.file, where + "insecure-skip-tls-verify contradicts certificate-authority; "
                                                  "remove one of them");
    if (cluster.server.empty())
        return config_error(cluster.file, where + "server is missing");
    auto ca = read_pem({cluster.ca_data, cluster.ca_file, authority_place(cluster, request.flags)}, files);
    if (!ca)
        return ca.error();
    result.ca_pem = std::move(*ca);
    result.insecure = cluster.insecure;
    result.tls_server_name = cluster.tls_server_name;
    const auto url = parse_server_url(cluster.server, has_ca || cluster.insecure);
    if (!url && request.server.empty())
        return config_error(cluster.file, where + "server: " + url.error().message);
    if (!url)
        return error(error_kind::config, "--server: " + url.error().message);
    result.server = *url;
    result.exec_cluster_config = cluster.exec_config;
    return apply_proxy(cluster, result);
}

outcome<endpoint> resolve_context(const kubeconfig& config, const resolve_request& request, const file_reader& files) {
    const auto context = choose_context(config, request);
    if (!context)
        return context.error();
    const auto cluster = choose_cluster(config, *context, request);
    if (!cluster)
        return cluster.error();
    const auto user = choose_user(config, *context, request.flags);
    if (!user)
        return user.error();
    endpoint result;
    result.source = source_of(*context);
    if (!context->name_space.empty())
        result.name_space = context->name_space;
    if (const auto applied = apply_cluster(*cluster, request, files, result); !applied)
        return applied.error();
    if (const auto applied = apply_user(*user, request, files, result); !applied)
        return applied.error();
    return result;
}

outcome<std::string> clean_token(const std::string& text, const std::string& where) {
    constexpr const char* space = " \t\r\n";
    const std::size_t first = text.find_first_not_of(space);
    if (first == std::string::npos)
        return error(error_kind::config, where + " is empty");
    const std::string token = text.substr(first, text.find_last_not_of(space) - first + 1);
    // A line break in it would write header fields of its own.
    const bool clean = std::all_of(token.begin(), token.end(), [](char c) { return c > 0x20 && c < 0x7F; });
    if (!clean)
        return error(error_kind::config, where + " holds characters that no token has");
    return token;
}

outcome<std::string> read_token_file(const std::string& path, const file_reader& files) {
    const read_result read = files.read(path, max_credential_file);
    const std::string where = "token file " + printable(path);
    if (read.status == read_status::missing)
        return error(error_kind::config, where + " does not exist");
    if (read.status == read_status::failed)
        return error(error_kind::config, where + " cannot be read: " + read.reason);
    return clean_token(read.content, where);
}

} // namespace srcip::probe::kube
