#pragma once

#include "probe/kube/endpoint.hpp"
#include "probe/kube/error.hpp"
#include "probe/kube/files.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace srcip::probe::kube {

/// What the command line says about where the cluster is. Empty means: not said.
struct config_request {
    std::string kubeconfig; ///< --kubeconfig
    std::string context;    ///< --context
    std::string server;     ///< --server
};

/// What the process was given by its surroundings; tests hand in their own.
struct surroundings {
    const file_reader* files = nullptr;
    std::function<std::optional<std::string>(std::string_view)> environment;
};

/// This machine's files and this process's environment.
surroundings system_surroundings();

/// Finds the API server and the credentials for it, as client-go does:
/// 1. `server` alone: just that URL, without credentials (kubectl proxy). With `kubeconfig` or `context` it replaces
///    the URL of the chosen cluster.
/// 2. `kubeconfig`: that file, which must exist;
/// 3. the files of KUBECONFIG, merged, missing ones skipped;
/// 4. $HOME/.kube/config;
/// 5. inside a pod: the service account.
/// Every failure is one line that names the file, the key and the remedy (error_kind::config or ::unsupported).
outcome<endpoint> find_endpoint(const config_request& request, const surroundings& from);

} // namespace srcip::probe::kube
