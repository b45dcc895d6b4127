#include "probe/merge.hpp"

#include "probe/summary.hpp"

#include <algorithm>
#include <unordered_map>

namespace srcip::probe {
namespace {

/// Two reports from one place are told apart by their files.
std::vector<std::string> places_of(const std::vector<named_report>& reports) {
    std::unordered_map<std::string, unsigned> count;
    for (const auto& one : reports)
        ++count[one.report.from.to_string()];
    std::vector<std::string> out;
    for (const auto& one : reports) {
        auto place = one.report.from.to_string();
        if (count[place] > 1)
            place += " (" + one.file + ")";
        out.push_back(std::move(place));
    }
    return out;
}

} // namespace

merged_matrix merge(const std::vector<named_report>& reports) {
    merged_matrix out;
    out.places = places_of(reports);
    std::unordered_map<std::string_view, std::size_t> index;
    for (std::size_t i = 0; i != reports.size(); ++i)
        for (const auto& row : reports[i].report.rows) {
            const auto [at, is_new] = index.try_emplace(row.path.id, out.paths.size());
            if (is_new)
                out.paths.push_back({&row.path, std::vector<const sweep_row*>(reports.size())});
            out.paths[at->second].rows[i] = &row;
        }
    std::stable_sort(out.paths.begin(), out.paths.end(), [](const merged_path& a, const merged_path& b) {
        return path_before(*a.way, *b.way) || (!path_before(*b.way, *a.way) && a.way->id < b.way->id);
    });
    return out;
}

int exit_code(const saved_report& report) { return exit_code(report.rows, report.gaps, report.health); }

int exit_code(const std::vector<named_report>& reports) {
    int worst = 0;
    for (const auto& one : reports) {
        const int code = exit_code(one.report);
        if (code == 1)
            return 1;
        worst = std::max(worst, code);
    }
    return worst;
}

} // namespace srcip::probe
