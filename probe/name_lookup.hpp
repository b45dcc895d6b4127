#pragma once

#include "probe/facts.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace srcip::probe {

/// What a name stands for; or why that is not known, for people.
struct name_answer {
    std::vector<ip_address> addresses;
    std::string error;
};

using name_lookup = std::function<name_answer(const std::string& name)>;

/// getaddrinfo(3): whatever this host resolves names by. May take as long as its resolver likes.
name_answer look_up_name(const std::string& name);

/// Finds the addresses of load balancers that are known by a name alone (load_balancer_ingress::resolved, sorted, at
/// most 16). Ends within `budget` whatever the resolver does; what was not found then has a lookup_error.
void look_up_load_balancers(cluster_facts& facts, std::chrono::milliseconds budget,
                            const name_lookup& look_up = look_up_name);

} // namespace srcip::probe
