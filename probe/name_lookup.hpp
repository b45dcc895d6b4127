#pragma once

#include "probe/facts.hpp"
#include "probe/lookup.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>

namespace srcip::probe {

/// Finds the addresses of load balancers that are known by a name alone (load_balancer_ingress::resolved, sorted, at
/// most 16). Ends within `budget` whatever the resolver does; what was not found then has a lookup_error.
boost::asio::awaitable<cluster_facts> look_up_load_balancers(cluster_facts facts, std::chrono::milliseconds budget,
                                                             lookup_function ask = &system_lookup);

} // namespace srcip::probe
