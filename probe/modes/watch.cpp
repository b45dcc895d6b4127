#include "probe/against_baseline.hpp"
#include "probe/done_sweep.hpp"
#include "probe/interruption.hpp"
#include "probe/metrics_listener.hpp"
#include "probe/modes/modes.hpp"
#include "probe/outputs.hpp"
#include "probe/report/changes.hpp"
#include "probe/report/wording.hpp"
#include "probe/terminal.hpp"
#include "probe/watch_page.hpp"
#include "probe/write_file.hpp"

#include <srcip/printable.hpp>
#include <srcip/version.hpp>

#include <boost/asio/io_context.hpp>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <memory>

namespace srcip::probe {
namespace {

using clock = std::chrono::steady_clock;

/// RFC 3339, in UTC.
std::string now_text() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    char text[sizeof "2026-01-31T12:34:56Z"];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

/// One watch from its first sweep to its last.
class watch {
  public:
    watch(const options& given, baseline before, std::unique_ptr<metrics_listener> metrics)
        : given_(given)
        , files_only_(given.output)
        , metrics_(std::move(metrics))
        , visible_(!given.output.quiet && look_at_terminal(STDERR_FILENO).present)
        , last_status_(exit_kept) {
        std::erase_if(files_only_.targets, [](const output_target& target) { return target.file.empty(); });
        const auto screen = look_at_terminal(STDOUT_FILENO);
        style_.unicode = screen.unicode;
        style_.colour = given.output.color == color_choice::always ||
                        (given.output.color == color_choice::automatic && screen.colour);
        if (before)
            last_rows_ = std::move(before->rows);
        has_last_ = before.has_value();
    }

    /// Until it has been done often enough, or a signal ends it.
    int run() {
        const interruption from_here;
        std::optional<failure> error;
        for (std::uint64_t n = 1; !error; ++n) {
            const auto begun = clock::now();
            error = sweep();
            if (error || interrupted_by() != 0 || n == given_.watch.count)
                break;
            const auto left = given_.watch.interval - (clock::now() - begun);
            if (left > left.zero() && !from_here.sleep(std::chrono::ceil<std::chrono::milliseconds>(left)))
                break;
            if (interrupted_by() != 0)
                break;
        }
        if (!error)
            error = say(summary());
        if (error)
            return complain(*error);
        return interrupted_by() != 0 ? exit_kept : last_status_;
    }

  private:
    /// One round. A failure is one to write: a cluster that cannot be asked is said and tried again.
    std::optional<failure> sweep() {
        boost::asio::io_context context(1);
        progress shown(visible_);
        auto swept = sweep_once(context, given_, shown);
        if (const auto* error = std::get_if<failure>(&swept))
            return failed(*error);
        auto& done = std::get<done_sweep>(swept);
        if (interrupted_by() != 0)
            return say("interrupted: " + std::to_string(done.rows.size()) + " of " + std::to_string(done.planned) +
                       " paths were walked, and are not compared");
        if (auto error = compare_and_say(done))
            return error;
        ++counts_.sweeps;
        counts_.up = true;
        counts_.last = std::time(nullptr);
        const auto report = done.report();
        if (auto error = write_outputs(files_only_, report))
            return error;
        auto error = publish(watch_metrics(&report, counts_));
        last_rows_ = std::move(done.rows);
        has_last_ = true;
        return error;
    }

    std::optional<failure> failed(const failure& why) {
        ++counts_.failures;
        counts_.up = false;
        last_status_ = why.status;
        if (auto error = say("no sweep: " + why.message))
            return error;
        return publish(watch_metrics(nullptr, counts_));
    }

    std::optional<failure> compare_and_say(const done_sweep& done) {
        const auto changes = compare(last_rows_, done.rows);
        last_status_ = status_of(done, given_.manner.fail_on);
        if (!has_last_) // everything is new then: only what is wrong is worth a line
            return begin(done, changes);
        counts_.changes += changes.changes.size();
        counts_.worse += changes.worse;
        const auto& fail_on = given_.manner.fail_on;
        if ((fail_on.changed && !changes.changes.empty()) || (fail_on.worse && changes.worse != 0))
            last_status_ = exit_broken;
        if (!begun_)
            if (auto error = begin(done, {}))
                return error;
        for (const auto& change : changes.changes)
            if (auto error = say(change_line(change, style_)))
                return error;
        return std::nullopt;
    }

    std::optional<failure> begin(const done_sweep& done, const baseline_changes& all_new) {
        begun_ = true;
        const auto report = done.report();
        if (auto error = say(report_title(report) + ": " + summary_text(done.rows)))
            return error;
        for (const auto& change : all_new.changes)
            if (change.effect == change_effect::worse || change.effect == change_effect::unclear)
                if (auto error = say(change_line(change, style_)))
                    return error;
        return std::nullopt;
    }

    std::optional<failure> publish(std::string metrics) {
        if (!given_.watch.textfile.empty())
            if (const auto error = replace_file(given_.watch.textfile, metrics))
                return failure{exit_discovery,
                               "cannot write " + printable(given_.watch.textfile) + ": " + error.message()};
        if (metrics_)
            metrics_->publish(std::move(metrics));
        return std::nullopt;
    }

    std::string summary() const {
        return "ended after " + std::to_string(counts_.sweeps) + (counts_.sweeps == 1 ? " sweep, " : " sweeps, ") +
               std::to_string(counts_.failures) + " failed: " + std::to_string(counts_.changes) + " changes, " +
               std::to_string(counts_.worse) + " of them for the worse";
    }

    std::optional<failure> say(const std::string& line) {
        return given_.output.quiet ? std::nullopt : write_to_standard_output(now_text() + "  " + line + '\n');
    }

    const options& given_;
    output_options files_only_;
    std::unique_ptr<metrics_listener> metrics_;
    bool visible_;
    table_style style_;
    watch_counts counts_;
    std::vector<sweep_row> last_rows_;
    bool has_last_ = false;
    bool begun_ = false;
    int last_status_;
};

} // namespace

int run_watch(const options& given) {
    for (const auto& target : given.output.targets)
        if (target.file.empty() && target.format != output_format::table)
            return complain({exit_usage, "watch prints changes as they come: write --output " +
                                             std::string(to_string(target.format)) +
                                             "=FILE to have the last sweep in a file"});
    auto before = load_baseline(given.output);
    if (const auto* error = std::get_if<failure>(&before))
        return complain(*error);
    std::unique_ptr<metrics_listener> metrics;
    if (given.watch.listen) {
        auto opened = metrics_listener::open(*given.watch.listen);
        if (!opened)
            return complain(
                {exit_usage, "cannot listen on " + given.watch.listen->to_string() + ": " + opened.error().message()});
        metrics = std::move(*opened);
        metrics->publish(watch_metrics(nullptr, {}));
        if (!given.output.quiet)
            complain({exit_kept, "metrics at http://" + metrics->where().to_string() + "/metrics"});
    }
    return watch(given, std::get<baseline>(std::move(before)), std::move(metrics)).run();
}

} // namespace srcip::probe
