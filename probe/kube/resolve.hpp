#pragma once

#include "probe/kube/endpoint.hpp"
#include "probe/kube/files.hpp"
#include "probe/kube/kubeconfig.hpp"
#include "probe/kube/overrides.hpp"

#include <string>

namespace srcip::probe::kube {

/// The largest certificate, key or token file that is read, bytes.
inline constexpr std::size_t max_credential_file = std::size_t{1} << 20U;

/// What of the command line matters here.
struct resolve_request {
    std::string context; ///< empty: the current one
    std::string server;  ///< not empty: replaces the cluster's URL
    overrides flags;
};

/// Follows a context of a kubeconfig to its cluster and user, puts the flags over them and reads the files they name.
/// Without a context, and with a server or a cluster on the command line, those and the flags are all there is.
outcome<endpoint> resolve_context(const kubeconfig& config, const resolve_request& request, const file_reader& files);

/// Puts the flags that are about authorities and names over `cluster`, as client-go does, and reads its authority.
outcome<void> apply_cluster(cluster_entry cluster, const resolve_request& request, const file_reader& files,
                            endpoint& result);

/// Puts the flags about the user over `user`; result.server must be known. Neither credentials nor plugin go to a
/// server that is http://.
outcome<void> apply_user(user_entry user, const resolve_request& request, const file_reader& files, endpoint& result);

/// "kubeconfig FILE: …"
error config_error(const std::string& file, const std::string& what);

/// "users[NAME].user.", with the name escaped.
std::string entry_path(const char* list, const std::string& name, const char* inner);

/// A PEM text, from where it stands: in the kubeconfig itself (`data`, which wins) or in a file.
struct pem_source {
    std::string data;
    std::string path;
    std::string where; ///< for messages: "kubeconfig F: users[a].user.client-key", or a flag
};
outcome<std::string> read_pem(const pem_source& from, const file_reader& files);

/// A token as it is sent: surrounding white space is cut off, a rest with control bytes or spaces is an error, and so
/// is an empty one. `where` names it in the message.
outcome<std::string> clean_token(const std::string& text, const std::string& where);

/// Reads a token file (max_credential_file at most).
outcome<std::string> read_token_file(const std::string& path, const file_reader& files);

} // namespace srcip::probe::kube
