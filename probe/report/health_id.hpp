#pragma once

#include "probe/health.hpp"

#include <string>

namespace srcip::probe {

/// Stable from run to run and unique, as a path's id is: "default/web health n1 10.240.0.11:32122", "kube-proxy health
/// n1 …". Advice names health ports like this in its evidence.
inline std::string make_health_id(const health_row& row) {
    const bool of_service = row.kind == health_kind::service;
    return (of_service ? row.name_space + '/' + row.service : std::string("kube-proxy")) + " health " + row.node + ' ' +
           row.target.to_string();
}

} // namespace srcip::probe
