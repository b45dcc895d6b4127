#pragma once

#include "probe/advice_scene.hpp"

namespace srcip::probe {

/// Whether K3s' service load balancer (klipper-lb) stands in this path and put its own address on it.
bool is_servicelb_hop(const advice_scene& scene, const advised_service& service, const sweep_row& row);

} // namespace srcip::probe
