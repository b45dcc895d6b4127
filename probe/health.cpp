#include "probe/health.hpp"

namespace srcip::probe {

std::string_view to_string(health_kind kind) { return kind == health_kind::kube_proxy ? "kube-proxy" : "service"; }

} // namespace srcip::probe
