#include "probe/baseline.hpp"

#include "probe/summary.hpp"

#include <algorithm>
#include <string>
#include <tuple>
#include <unordered_map>

namespace srcip::probe {
namespace {

using rows_by_id = std::unordered_map<std::string_view, const sweep_row*>;

rows_by_id by_id(std::span<const sweep_row> rows) {
    rows_by_id out;
    for (const auto& row : rows)
        out.emplace(row.path.id, &row);
    return out;
}

unsigned rank(const sweep_row& row) { return severity(row.verdict.promise); }

bool same_rewriter(const verdict& a, const verdict& b) {
    if (a.rewritten_by.has_value() != b.rewritten_by.has_value())
        return false;
    if (!a.rewritten_by)
        return true;
    const auto& x = *a.rewritten_by;
    const auto& y = *b.rewritten_by;
    if (x.kind == rewriter_kind::unknown && y.kind == rewriter_kind::unknown)
        return a.client_address == b.client_address;
    return std::tie(x.kind, x.node, x.name) == std::tie(y.kind, y.node, y.name);
}

bool has_our_address(const sweep_row& row) {
    return row.verdict.seen == seen_outcome::preserved || !row.verdict.carried_in.empty();
}

/// Both came out as promised. It still matters that the address was promised and arrived, and now neither: somebody
/// changed the policy. An address that arrives now and then without a promise is nobody's loss.
change_effect effect_of_kept(const sweep_row& before, const sweep_row& after) {
    const bool had = before.path.promise.expects == expectation::preserve && has_our_address(before);
    const bool has = after.path.promise.expects == expectation::preserve && has_our_address(after);
    const bool lost = had && after.path.promise.expects == expectation::answer && !has_our_address(after);
    const bool gained = has && before.path.promise.expects == expectation::answer && !has_our_address(before);
    return lost ? change_effect::worse : gained ? change_effect::better : change_effect::other;
}

change_effect effect_of(const path_change& change) {
    if (change.before == nullptr) {
        const unsigned now = rank(*change.after);
        return now == 0 ? change_effect::worse : now == 1 ? change_effect::unclear : change_effect::other;
    }
    if (change.after == nullptr)
        return change_effect::other;
    const unsigned was = rank(*change.before);
    const unsigned now = rank(*change.after);
    if (was == now)
        return now == 2 ? effect_of_kept(*change.before, *change.after) : change_effect::other;
    if (now == 0)
        return change_effect::worse;
    if (now == 2)
        return change_effect::better;
    return was == 2 ? change_effect::unclear : change_effect::other; // broken, now inconclusive: nobody knows
}

path_change changed(const sweep_row& before, const sweep_row& after) {
    path_change out{&before, &after};
    out.seen = before.verdict.seen != after.verdict.seen || before.verdict.carried_in != after.verdict.carried_in;
    out.rewriter = !same_rewriter(before.verdict, after.verdict);
    out.expects = before.path.promise.expects != after.path.promise.expects;
    out.promise = before.verdict.promise != after.verdict.promise;
    return out;
}

void add(baseline_changes& out, path_change change) {
    change.effect = effect_of(change);
    switch (change.effect) {
    case change_effect::worse:
        ++out.worse;
        break;
    case change_effect::unclear:
        ++out.unclear;
        break;
    case change_effect::other:
        ++out.other;
        break;
    case change_effect::better:
        ++out.better;
        break;
    }
    out.changes.push_back(change);
}

bool change_before(const path_change& a, const path_change& b) {
    if (a.effect != b.effect)
        return a.effect < b.effect;
    return path_before(a.row().path, b.row().path);
}

} // namespace

std::string_view to_string(change_effect effect) {
    switch (effect) {
    case change_effect::worse:
        return "worse";
    case change_effect::unclear:
        return "unclear";
    case change_effect::better:
        return "better";
    case change_effect::other:
        break;
    }
    return "other";
}

baseline_changes compare(std::span<const sweep_row> before, std::span<const sweep_row> after) {
    const auto old_rows = by_id(before);
    const auto new_rows = by_id(after);
    baseline_changes out;
    for (const auto& row : after) {
        const auto at = old_rows.find(row.path.id);
        if (at == old_rows.end()) {
            add(out, {nullptr, &row});
            continue;
        }
        const auto change = changed(*at->second, row);
        if (change.seen || change.rewriter || change.expects || change.promise)
            add(out, change);
        else
            ++out.unchanged;
    }
    for (const auto& row : before)
        if (!new_rows.contains(row.path.id))
            add(out, {&row, nullptr});
    std::stable_sort(out.changes.begin(), out.changes.end(), change_before);
    return out;
}

int exit_code(const baseline_changes& changes) {
    if (changes.worse != 0)
        return 1;
    return changes.unclear != 0 ? 4 : 0;
}

bool same_place(const vantage& a, const vantage& b) {
    return std::tie(a.kind, a.node, a.pod) == std::tie(b.kind, b.node, b.pod);
}

} // namespace srcip::probe
