#pragma once

#include "probe/saved_report.hpp"
#include "probe/verdict.hpp"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace srcip::probe {

/// What a change means to who relies on the path.
enum class change_effect {
    worse,   ///< a promise is broken that was not; or our address, which was promised and arrived, is neither any more
    unclear, ///< what could be judged cannot be any more
    other,   ///< neither: another path, another rewriter, another outcome that keeps its promise as well
    better,  ///< the contrary of worse, or of unclear
};

std::string_view to_string(change_effect effect); ///< "worse", "unclear", "other", "better"

/// One path that is not as it was. Points into what was compared.
struct path_change {
    const sweep_row* before = nullptr; ///< null: the path is new
    const sweep_row* after = nullptr;  ///< null: the path is gone
    bool seen = false;                 ///< another outcome
    bool rewriter = false;             ///< somebody else put another source on the packets
    bool expects = false;              ///< something else is promised
    bool promise = false;              ///< it came out otherwise
    change_effect effect = change_effect::other;

    const sweep_row& row() const { return after == nullptr ? *before : *after; } ///< names the path
};

struct baseline_changes {
    std::vector<path_change> changes; ///< what is worse first, then in the order of reports
    std::size_t unchanged = 0;
    std::size_t worse = 0;
    std::size_t unclear = 0;
    std::size_t other = 0;
    std::size_t better = 0;
};

/// What changed from one sweep to a later one, by the paths' ids. Our own address may have changed; that is no change
/// of a path. Neither are the pods that answered.
baseline_changes compare(std::span<const sweep_row> before, std::span<const sweep_row> after);

/// 1 when something is worse, else 4 when something is unclear, else 0.
int exit_code(const baseline_changes& changes);

/// Whether both reports were taken from the same place: what is promised depends on it.
bool same_place(const vantage& a, const vantage& b);

} // namespace srcip::probe
