#pragma once

#include "probe/verdict.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace srcip::probe {

/// How many promises came out which way.
struct sweep_summary {
    std::size_t paths = 0;
    std::size_t kept = 0;
    std::size_t better = 0;
    std::size_t broken = 0;
    std::size_t inconclusive = 0;
};

sweep_summary summarize(std::span<const sweep_row> rows);

/// 0: every promise was kept, or better than kept; 1: at least one was broken; 4: neither can be said, because some
/// are inconclusive, because there is no row at all, or because of `gaps`: what could not be learned of the cluster may
/// hide a broken promise.
int exit_code(std::span<const sweep_row> rows, std::span<const std::string> gaps = {});

} // namespace srcip::probe
