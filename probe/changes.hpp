#pragma once

#include "probe/health.hpp"
#include "probe/verdict.hpp"

#include <span>
#include <string_view>

namespace srcip::probe {

/// What changed in a service between two listings that decides what is promised for this path, as a clause for people;
/// empty: nothing.
std::string_view what_changed(const path& path, const service_facts& before, const service_facts& after);

/// Rows whose facts changed while they were walked prove nothing: they become inconclusive and say why. `before` and
/// `after` hold the services as they were listed before and after the sweep, sorted by namespace and name.
void excuse_changed(std::span<sweep_row> rows, std::span<health_row> health, const cluster_facts& before,
                    const cluster_facts& after);

} // namespace srcip::probe
