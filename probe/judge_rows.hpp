#pragma once

#include "probe/address_book.hpp"
#include "probe/samples.hpp"
#include "probe/verdict.hpp"

#include <span>
#include <vector>

namespace srcip::probe {

/// What all rows of a sweep are judged by.
struct judging {
    const address_book& book;
    const vantage& from;
    promise_policy policy = promise_policy::policy;
};

/// One row of all connections of a path, of which there must be one: the worst of them decides, and its observation
/// stands for all.
sweep_row judge_path(path path, walked_path walked, const judging& by);

/// The rows of the paths that were walked, in their order; `walked` has one for each path. Both are moved into the
/// rows: a sweep of many paths is held once. A UDP port that never answered is not accused: what listens there may not
/// understand our question, so nothing is said about it unless the service echoes on that port elsewhere.
std::vector<sweep_row> judge_all(std::vector<path> paths, std::vector<walked_path> walked, const judging& by);

/// --source auto: for each address family the address that every answered path shows which promises to preserve ours,
/// where that is one and the same, and not one of the cluster. Whoever stands behind a NAT has it.
std::vector<ip_address> common_sources(std::span<const path> paths, std::span<const walked_path> walked,
                                       const judging& by);

} // namespace srcip::probe
