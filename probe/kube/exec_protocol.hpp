#pragma once

#include "probe/kube/endpoint.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace srcip::probe::kube {

// What is said between a Kubernetes client and its credential plugin, both ways an ExecCredential of
// client.authentication.k8s.io/v1 or v1beta1 (Kubernetes documentation, "client-go credential plugins").

/// The value of KUBERNETES_EXEC_INFO: whether the plugin may ask on the terminal and, when it wants to know, about the
/// cluster. `where` must have a plugin.
std::string exec_info(const endpoint& where, bool interactive);

/// What a plugin answered.
struct exec_answer {
    std::string token; ///< may be empty when there is a certificate
    std::string cert_pem;
    std::string key_pem;
    std::optional<std::chrono::system_clock::time_point> expires;
};

/// Reads it. The message of an error (error_kind::plugin) is one clause, to follow the plugin's name: "printed no
/// JSON". No secret stands in it.
outcome<exec_answer> read_exec_answer(std::string_view text, const std::string& api_version);

/// RFC 3339: "2026-11-27T23:00:00Z", fractions and offsets included.
std::optional<std::chrono::system_clock::time_point> parse_rfc3339(std::string_view text);

} // namespace srcip::probe::kube
