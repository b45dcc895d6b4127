#pragma once

#include "probe/kube/endpoint.hpp"

#include <string>
#include <utility>
#include <vector>

namespace srcip::probe::kube {

/// What is wrong with it, in words; empty: nothing. Groups, a UID or extra values need a user, and nothing may hold
/// control characters, which would write header fields of their own.
std::string impersonation_fault(const impersonation& as);

/// The header fields that ask for it (Kubernetes documentation, "User impersonation"): Impersonate-User,
/// Impersonate-Group (one each), Impersonate-Uid, and Impersonate-Extra-KEY with what is no token in the key
/// percent-encoded, in lower case.
std::vector<std::pair<std::string, std::string>> impersonation_fields(const impersonation& as);

/// "acting as \"jane\"", escaped; empty without a user.
std::string describe(const impersonation& as);

} // namespace srcip::probe::kube
