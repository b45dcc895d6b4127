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

error config_error(const std::string& file, const std::string& what) {
    return {error_kind::config, "kubeconfig " + printable(file) + ": " + what};
}

error unsupported(const std::string& file, const std::string& what) {
    return {error_kind::unsupported, "kubeconfig " + printable(file) + ": " + what};
}

/// Relative to the directory of the file the path stands in.
std::string beside(const std::string& file, const std::string& path) {
    const std::size_t slash = file.rfind('/');
    if (path.starts_with('/') || slash == std::string::npos)
        return path;
    return file.substr(0, slash + 1) + path;
}

struct pem_source {
    const std::string& data; ///< wins
    const std::string& path;
    std::string key; ///< for messages: users[a].user.client-key
    const std::string& file;
};

outcome<std::string> read_pem(const pem_source& from, const file_reader& files) {
    if (!from.data.empty() || from.path.empty())
        return from.data;
    const std::string path = beside(from.file, from.path);
    read_result read = files.read(path, max_credential_file);
    if (read.status == read_status::ok && !read.content.empty())
        return std::move(read.content);
    const std::string why = read.status == read_status::missing  ? "does not exist"
                            : read.status == read_status::failed ? "cannot be read: " + read.reason
                                                                 : "is empty";
    return config_error(from.file, from.key + ": " + printable(path) + " " + why);
}

std::string in(const char* list, const std::string& name, const char* inner) {
    return std::string(list) + "[" + printable(name, 64) + "]." + inner + ".";
}

outcome<void> apply_cluster(const cluster_entry& cluster, const std::string& server, const file_reader& files,
                            endpoint& result) {
    const std::string where = in("clusters", cluster.name, "cluster");
    if (!cluster.proxy_url.empty())
        return unsupported(cluster.file, where + "proxy-url is not supported yet; reach the server directly or use "
                                                 "kubectl proxy and --server");
    const bool has_ca = !cluster.ca_data.empty() || !cluster.ca_file.empty();
    if (cluster.insecure && has_ca)
        return config_error(cluster.file, where + "insecure-skip-tls-verify contradicts certificate-authority; "
                                                  "remove one of them");
    if (server.empty() && cluster.server.empty())
        return config_error(cluster.file, where + "server is missing");
    auto ca = read_pem({cluster.ca_data, cluster.ca_file, where + "certificate-authority", cluster.file}, files);
    if (!ca)
        return ca.error();
    result.ca_pem = std::move(*ca);
    result.insecure = cluster.insecure;
    result.tls_server_name = cluster.tls_server_name;
    const auto url = parse_server_url(server.empty() ? cluster.server : server, has_ca || cluster.insecure);
    if (!url && server.empty())
        return config_error(cluster.file, where + "server: " + url.error().message);
    if (!url)
        return url.error();
    result.server = *url;
    return {};
}

outcome<void> check_supported(const user_entry& user) {
    const std::string where = in("users", user.name, "user");
    constexpr const char* instead = "; use a token or a client certificate, or kubectl proxy and --server";
    if (user.has_exec)
        return unsupported(user.file, where + "exec: credential plugins (" + quoted(user.exec_command) +
                                          ") are not supported yet" + instead);
    if (user.has_auth_provider)
        return unsupported(user.file,
                           where + "auth-provider: " + quoted(user.auth_provider) + " is not supported yet" + instead);
    if (!user.impersonate.empty())
        return unsupported(user.file,
                           where + "as: impersonation is not supported yet; remove it or choose another user");
    return {};
}

outcome<void> apply_certificate(const user_entry& user, const file_reader& files, endpoint& result) {
    const std::string where = in("users", user.name, "user");
    auto cert = read_pem({user.cert_data, user.cert_file, where + "client-certificate", user.file}, files);
    if (!cert)
        return cert.error();
    auto key = read_pem({user.key_data, user.key_file, where + "client-key", user.file}, files);
    if (!key)
        return key.error();
    if (cert->empty() != key->empty())
        return config_error(user.file, where + (cert->empty() ? "client-certificate" : "client-key") +
                                           " is missing: a client certificate and its key come together");
    result.client_cert_pem = std::move(*cert);
    result.client_key_pem = std::move(*key);
    return {};
}

outcome<void> apply_user(const user_entry& user, const file_reader& files, endpoint& result) {
    if (const auto supported = check_supported(user); !supported)
        return supported.error();
    const std::string where = in("users", user.name, "user");
    const bool has_token = !user.token.empty() || !user.token_file.empty();
    const bool has_basic = !user.username.empty() || !user.password.empty();
    if (has_token && has_basic)
        return config_error(user.file, where + "token contradicts username and password; keep one of them");
    if (!user.token_file.empty())
        result.token_file = beside(user.file, user.token_file);
    else if (!user.token.empty()) {
        const auto token = clean_token(user.token, "kubeconfig " + printable(user.file) + ": " + where + "token");
        if (!token)
            return token.error();
        result.token = *token;
    }
    result.username = user.username;
    result.password = user.password;
    return apply_certificate(user, files, result);
}

outcome<const context_entry*> choose_context(const kubeconfig& config, const std::string& wanted) {
    const std::string& name = wanted.empty() ? config.current_context : wanted;
    const std::string there = config.contexts.empty() ? "there are none" : "there are: " + config.context_names();
    if (name.empty())
        return config_error(joined(config.files), "no current-context; choose one with --context (" + there + ")");
    if (const context_entry* found = config.find_context(name))
        return found;
    const std::string which = wanted.empty() ? "current-context " : "--context ";
    return config_error(joined(config.files), which + quoted(name) + " is not defined (" + there + ")");
}

} // namespace

outcome<endpoint> resolve_context(const kubeconfig& config, const std::string& context, const std::string& server,
                                  const file_reader& files) {
    const auto chosen = choose_context(config, context);
    if (!chosen)
        return chosen.error();
    const context_entry& entry = **chosen;
    const std::string where = in("contexts", entry.name, "context");
    const cluster_entry* cluster = config.find_cluster(entry.cluster);
    if (cluster == nullptr)
        return config_error(entry.file, where + "cluster names " + quoted(entry.cluster) + ", which is not defined");
    const user_entry* user = config.find_user(entry.user);
    if (user == nullptr && !entry.user.empty())
        return config_error(entry.file, where + "user names " + quoted(entry.user) + ", which is not defined");
    endpoint result;
    result.source = "context " + quoted(entry.name) + " of " + printable(entry.file);
    if (!entry.name_space.empty())
        result.name_space = entry.name_space;
    if (const auto applied = apply_cluster(*cluster, server, files, result); !applied)
        return applied.error();
    if (user != nullptr) {
        if (const auto applied = apply_user(*user, files, result); !applied)
            return applied.error();
    }
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
