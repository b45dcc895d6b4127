#include "probe/watch_page.hpp"

#include "probe/report/exposition.hpp"
#include "probe/report/prometheus.hpp"

namespace srcip::probe {

std::string watch_metrics(const sweep_report* report, const watch_counts& counts) {
    std::string text;
    text_output out([&](std::string_view piece) { text += piece; });
    if (report != nullptr)
        render_prometheus(*report, out);
    exposition page(out);
    const auto one = [&](std::string_view name, std::string_view help, std::uint64_t value) {
        page.family(name, help);
        page.sample({}, value);
    };
    one("sipprobe_watch_up", "1 when the last sweep could ask the cluster and was not interrupted.", counts.up ? 1 : 0);
    one("sipprobe_watch_sweeps", "Whole sweeps since the watch began.", counts.sweeps);
    one("sipprobe_watch_failures", "Sweeps that came to nothing since the watch began.", counts.failures);
    one("sipprobe_watch_changes", "Changes of paths since the watch began.", counts.changes);
    one("sipprobe_watch_worse", "Changes for the worse since the watch began.", counts.worse);
    one("sipprobe_watch_last_sweep_timestamp_seconds", "When the last whole sweep ended, seconds since 1970.",
        static_cast<std::uint64_t>(counts.last));
    out.finish();
    return text;
}

page_answer answer_page(std::string_view method, std::string_view target, std::string_view metrics) {
    constexpr std::string_view plain = "text/plain; charset=utf-8";
    if (method != "GET" && method != "HEAD")
        return {405, plain, "only GET and HEAD\n"};
    const auto path = target.substr(0, target.find('?'));
    if (path == "/metrics")
        return {200, "text/plain; version=0.0.4; charset=utf-8", metrics};
    if (path == "/healthz")
        return {200, plain, "ok\n"};
    if (path == "/")
        return {200, plain, "sipprobe watch: metrics are at /metrics\n"};
    return {404, plain, "there is /metrics\n"};
}

} // namespace srcip::probe
