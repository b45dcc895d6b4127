#include "probe/report/report_format.hpp"

#include <algorithm>
#include <array>

namespace srcip::probe {

namespace {

using enum report_format;

constexpr std::array all{table, wide, json, junit, markdown, github, csv, prometheus, tap, html};

} // namespace

std::string_view to_string(report_format format) {
    switch (format) {
    case table:
        return "table";
    case wide:
        return "wide";
    case json:
        return "json";
    case junit:
        return "junit";
    case markdown:
        return "markdown";
    case github:
        return "github";
    case csv:
        return "csv";
    case prometheus:
        return "prometheus";
    case tap:
        return "tap";
    case html:
        break;
    }
    return "html";
}

std::optional<report_format> find_report_format(std::string_view name) {
    const auto* const at = std::find_if(all.begin(), all.end(), [&](report_format f) { return to_string(f) == name; });
    return at == all.end() ? std::nullopt : std::optional(*at);
}

std::span<const report_format> report_formats() { return all; }

} // namespace srcip::probe
