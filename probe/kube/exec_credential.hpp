#pragma once

#include "probe/kube/credential.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace srcip::probe::kube {

/// What a plugin's runs depend on besides the kubeconfig; tests hand in their own.
struct exec_surroundings {
    std::string path;                         ///< PATH, where commands without a slash are looked for
    bool terminal = false;                    ///< whether our standard input is one
    std::chrono::milliseconds timeout{60000}; ///< without a terminal; with one, a person may have to log in
    std::chrono::milliseconds login_timeout{300000};
    std::function<std::chrono::system_clock::time_point()> now;
    std::function<void(std::string_view)> tell; ///< takes whole lines for standard error, escaped
};

/// This process's.
exec_surroundings system_exec_surroundings();

/// Runs the endpoint's plugin, which it must have, when credentials are needed: the first time, when what it gave has
/// expired, and when the server refused it. Waits for it: nothing else happens on this thread meanwhile.
///
/// What the plugin writes to standard error is shown, escaped: as it comes when it may ask on the terminal, else
/// afterwards, or within the error. error_kind::plugin, or ::config when it asks for a terminal that is not there.
std::unique_ptr<credential_source> make_exec_credential(const endpoint& where,
                                                        exec_surroundings from = system_exec_surroundings());

} // namespace srcip::probe::kube
