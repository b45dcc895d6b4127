#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace srcip::probe::kube {

/// What the command line says about the cluster and the user, beyond file, context and server: kubectl's flags of the
/// same names. Empty means: not said. Paths are relative to the working folder.
struct overrides {
    std::string cluster;                ///< --cluster: this entry in place of the context's
    std::string user;                   ///< --user: the same
    std::string token;                  ///< --token, in place of the user's token, plugin or password
    std::string client_cert_file;       ///< --client-certificate
    std::string client_key_file;        ///< --client-key
    std::string ca_file;                ///< --certificate-authority; ends an insecure-skip-tls-verify of the kubeconfig
    std::string tls_server_name;        ///< --tls-server-name
    bool insecure = false;              ///< --insecure-skip-tls-verify; drops a certificate-authority of the kubeconfig
    std::string as;                     ///< --as
    std::vector<std::string> as_groups; ///< --as-group
    std::string as_uid;                 ///< --as-uid
    /// --request-timeout: how long one request may take; 0: without end. Absent: the program's own.
    std::optional<std::chrono::milliseconds> request_timeout;

    bool operator==(const overrides&) const = default;
};

} // namespace srcip::probe::kube
