#include "probe/done_sweep.hpp"

#include "probe/advice_rules.hpp"
#include "probe/interruption.hpp"
#include "probe/summary.hpp"
#include "probe/walk.hpp"

#include <srcip/version.hpp>

namespace srcip::probe {

namespace {

std::string missing_text(std::size_t count) {
    return std::to_string(count) + (count == 1 ? " path" : " paths") + ": interrupted before they were walked";
}

std::vector<advice> advices_on(const done_sweep& done, const options& given) {
    return advise({.from = done.known.from,
                   .facts = done.known.facts,
                   .rows = done.rows,
                   .health = done.health,
                   .proxy_mode = done.proxy_mode,
                   .preservation_wanted = given.manner.promise == promise_policy::preserved});
}

} // namespace

sweep_report done_sweep::report() const {
    return {known.from, known.facts, rows, skipped, version(), health, advices, proxy_mode};
}

attempt<done_sweep> sweep_once(boost::asio::io_context& context, const options& given, progress& shown) {
    shown.say("asking the cluster");
    auto learned = learn(context, given);
    shown.clear();
    if (auto* error = std::get_if<failure>(&learned))
        return std::move(*error);
    done_sweep out;
    out.known = std::get<knowledge>(std::move(learned));

    auto planned = plan_for(given, out.known);
    out.planned = planned.paths.size();
    out.skipped = std::move(planned.skipped);
    auto seen = walk(context, given, out.known, std::move(planned.paths), shown);
    shown.clear();
    out.rows = std::move(seen.rows);
    out.health = std::move(seen.health);
    out.known.from = std::move(seen.from);
    out.proxy_mode = out.known.proxy_mode;
    out.skipped.insert(out.skipped.end(), seen.notes.begin(), seen.notes.end());
    if (interrupted_by() != 0)
        out.skipped.push_back(missing_text(out.planned - out.rows.size()));
    out.advices = advices_on(out, given);
    return out;
}

int status_of(const done_sweep& done, const failure_choice& fail_on) {
    const int status = exit_code(done.rows, done.known.facts.gaps, done.health);
    if (status == exit_broken && !fail_on.broken) {
        const bool unclear = summarize(done.rows).inconclusive != 0 || !done.known.facts.gaps.empty();
        return unclear && fail_on.inconclusive ? exit_inconclusive : exit_kept;
    }
    return status == exit_inconclusive && !fail_on.inconclusive ? exit_kept : status;
}

} // namespace srcip::probe
