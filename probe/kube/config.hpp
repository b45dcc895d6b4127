#pragma once

#include "probe/kube/endpoint.hpp"
#include "probe/kube/error.hpp"
#include "probe/kube/files.hpp"
#include "probe/kube/overrides.hpp"

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
    overrides flags;        ///< the others
};

/// What the process was given by its surroundings; tests hand in their own.
struct surroundings {
    const file_reader* files = nullptr;
    std::function<std::optional<std::string>(std::string_view)> environment;
};

/// This machine's files and this process's environment.
surroundings system_surroundings();

/// Finds the API server, the way to it and the credentials for it, as client-go does:
/// 1. `kubeconfig`: that file, which must exist;
/// 2. the files of KUBECONFIG, merged, missing ones skipped;
/// 3. $HOME/.kube/config;
/// 4. with none of these, `server` alone: just that URL and what the other flags say;
/// 5. inside a pod: the service account.
/// With 1 to 3, `server` replaces the URL of the chosen cluster. A server that is http:// gets no credentials of a
/// kubeconfig or of a flag: anybody on the way could read them. Where the kubeconfig names no proxy, HTTPS_PROXY (or
/// HTTP_PROXY) and NO_PROXY do. Every failure is one line that names the file or flag, the key and the remedy
/// (error_kind::config or ::unsupported).
outcome<endpoint> find_endpoint(const config_request& request, const surroundings& from);

} // namespace srcip::probe::kube
