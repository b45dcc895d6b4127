#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace srcip::probe::kube {

/// Decodes standard base64 with padding (RFC 4648 section 4). Line breaks are skipped, as Go does for the *-data
/// fields of a kubeconfig; anything else that does not belong is nullopt.
std::optional<std::string> decode_base64(std::string_view text);

/// Encodes with padding and without line breaks.
std::string encode_base64(std::string_view bytes);

} // namespace srcip::probe::kube
