#pragma once

#include "probe/kube/endpoint.hpp"
#include "probe/kube/files.hpp"
#include "probe/kube/kubeconfig.hpp"

#include <string>

namespace srcip::probe::kube {

/// The largest certificate, key or token file that is read, bytes.
inline constexpr std::size_t max_credential_file = std::size_t{1} << 20U;

/// Follows a context of a kubeconfig to its cluster and user and reads the files they name. `context` may be empty: the
/// current one. `server`, when not empty, replaces the cluster's URL.
outcome<endpoint> resolve_context(const kubeconfig& config, const std::string& context, const std::string& server,
                                  const file_reader& files);

/// A token as it is sent: surrounding white space is cut off, a rest with control bytes or spaces is an error, and so
/// is an empty one. `where` names it in the message.
outcome<std::string> clean_token(const std::string& text, const std::string& where);

/// Reads a token file (max_credential_file at most).
outcome<std::string> read_token_file(const std::string& path, const file_reader& files);

} // namespace srcip::probe::kube
