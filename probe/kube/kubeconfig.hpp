#pragma once

#include "probe/kube/error.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace srcip::probe::kube {

// One or several kubeconfig files as they are written: nothing is resolved, no other file is opened, but for the *_data
// fields, which are decoded. `file` is the file an entry stands in: relative paths are relative to its directory.

struct cluster_entry {
    std::string name;
    std::string file;
    std::string server;
    std::string ca_file;
    std::string ca_data;
    std::string tls_server_name;
    std::string proxy_url;
    bool insecure = false;
    std::string exec_config; ///< the extension client.authentication.k8s.io/exec as JSON; empty: none
};

/// users[].user.exec as it is written.
struct exec_entry {
    std::string command;
    std::vector<std::string> args;
    std::vector<std::pair<std::string, std::string>> env;
    std::string api_version;
    std::string install_hint;
    std::string interactive_mode;
    bool provide_cluster_info = false;
};

struct user_entry {
    std::string name;
    std::string file;
    std::string cert_file;
    std::string cert_data;
    std::string key_file;
    std::string key_data;
    std::string token;
    std::string token_file;
    std::string username;
    std::string password;
    std::optional<exec_entry> exec;
    std::optional<std::string> auth_provider;                               ///< auth-provider.name
    std::string as;                                                         ///< as
    std::vector<std::string> as_groups;                                     ///< as-groups
    std::string as_uid;                                                     ///< as-uid
    std::vector<std::pair<std::string, std::vector<std::string>>> as_extra; ///< as-user-extra
};

struct context_entry {
    std::string name;
    std::string file;
    std::string cluster;
    std::string user;
    std::string name_space;
};

struct kubeconfig {
    std::vector<cluster_entry> clusters;
    std::vector<user_entry> users;
    std::vector<context_entry> contexts;
    std::string current_context;
    std::vector<std::string> files; ///< those that were read

    bool empty() const { return clusters.empty() && users.empty() && contexts.empty(); }
    const cluster_entry* find_cluster(std::string_view name) const;
    const user_entry* find_user(std::string_view name) const;
    const context_entry* find_context(std::string_view name) const;
    /// "a, b", sorted and escaped, at most a handful.
    std::string context_names() const;
};

/// Parses one kubeconfig, YAML or JSON. `file` is its path, for messages and relative paths. An empty text is an empty
/// kubeconfig. error_kind::config names the file, the line or key, and what is wrong with it.
outcome<kubeconfig> parse_kubeconfig(const std::string& text, const std::string& file);

/// Merges as KUBECONFIG does: the first to define a name, or the current context, wins.
void merge(kubeconfig& into, kubeconfig later);

} // namespace srcip::probe::kube
