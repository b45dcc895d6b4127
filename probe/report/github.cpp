#include "probe/report/github.hpp"

#include "probe/health.hpp"
#include "probe/report/advice_index.hpp"
#include "probe/report/labels.hpp"
#include "probe/report/markdown.hpp"
#include "probe/report/sorted_health.hpp"
#include "probe/report/sorted_rows.hpp"
#include "probe/report/wording.hpp"

#include <vector>

namespace srcip::probe {

namespace {

/// The runner undoes this (actions/toolkit, packages/core/src/command.ts); within a property ":" and "," need it too.
std::string escaped(std::string_view text, bool property) {
    std::string out;
    for (const char c : text)
        switch (c) {
        case '%':
            out += "%25";
            break;
        case '\r':
            out += "%0D";
            break;
        case '\n':
            out += "%0A";
            break;
        case ':':
            out += property ? "%3A" : ":";
            break;
        case ',':
            out += property ? "%2C" : ",";
            break;
        default:
            out += c;
        }
    return out;
}

struct annotation {
    std::string title;
    std::string message;
};

void write(std::string_view command, const annotation& one, std::string& out) {
    out.append("::").append(command).append(" title=").append(escaped(one.title, true));
    out.append("::").append(escaped(one.message, false)).append("\n");
}

/// At most ten, the last of which counts the rest.
class annotations {
  public:
    annotations(std::string_view command, std::string_view many)
        : command_(command)
        , many_(many) {}

    void add(std::string title, std::string message) {
        ++count_;
        if (kept_.size() != shown_at_once)
            kept_.push_back({std::move(title), std::move(message)});
    }

    void write_to(std::string& out) {
        if (count_ > shown_at_once)
            kept_.back() = {"sipprobe", "and " + std::to_string(count_ - shown_at_once + 1) + ' ' + std::string(many_)};
        for (const annotation& one : kept_)
            write(command_, one, out);
    }

  private:
    static constexpr std::size_t shown_at_once = 10;

    std::string_view command_;
    std::string_view many_;
    std::vector<annotation> kept_;
    std::size_t count_ = 0;
};

std::string advice_text(std::span<const advice* const> advices) {
    std::string text;
    for (const advice* one : advices)
        text += ". " + shown(one->cause) + ' ' + shown(one->fix) + " (" + shown(one->reference) + ')';
    return text;
}

} // namespace

void render_github(const sweep_report& report, text_output& out) {
    annotations errors("error", "more broken promises");
    annotations warnings("warning", "more that could not be judged");
    const advice_index known(report.advices);
    for (const sweep_row* row : sorted_rows(report.rows)) {
        const path& path = row->path;
        const std::string title = service_label(path.name_space, path.service) + ' ' + path_label(path);
        if (row->verdict.promise == promise_outcome::broken)
            errors.add(title, reason(*row) + advice_text(known.of(path.id)));
        else if (row->verdict.promise == promise_outcome::inconclusive)
            warnings.add(title, reason(*row));
    }
    for (const health_row* row : sorted_health(report.health))
        if (row->outcome == promise_outcome::broken)
            errors.add(health_label(*row), reason(*row) + advice_text(known.of(make_health_id(*row))));
        else if (row->outcome == promise_outcome::inconclusive)
            warnings.add(health_label(*row), reason(*row));
    for (const std::string& gap : report.facts.gaps)
        warnings.add("not known", shown(gap));
    errors.write_to(out.text());
    warnings.write_to(out.text());
    write("notice", {"sipprobe", summary_text(report.rows) + ", " + report_title(report)}, out.text());
}

void render_job_summary(const sweep_report& report, std::size_t room, text_output& out) {
    // A page may go beyond its limit by its last row, and by what is never left out.
    constexpr std::size_t reserve = 96U * 1024U;
    if (room > reserve)
        render_markdown(report, out, room - reserve);
}

} // namespace srcip::probe
