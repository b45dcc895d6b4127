#include "probe/report/groups.hpp"

#include "probe/report/by_service.hpp"
#include "probe/report/look.hpp"
#include "probe/report/sorted_rows.hpp"
#include "probe/summary.hpp"

#include <srcip/printable.hpp>

#include <algorithm>
#include <tuple>

namespace srcip::probe {

namespace {

const service_facts* find_facts(const cluster_facts& facts, const path& path) {
    const auto at = std::lower_bound(facts.services.begin(), facts.services.end(), path,
                                     [](const service_facts& s, const probe::path& p) {
                                         return std::tie(s.name_space, s.name) < std::tie(p.name_space, p.service);
                                     });
    const bool found = at != facts.services.end() && at->name_space == path.name_space && at->name == path.service;
    return found ? &*at : nullptr;
}

unsigned severity_of(const sweep_row* row) { return severity(row->verdict.promise); }
unsigned severity_of(const service_group& group) { return severity(worst_outcome(group.summary)); }

} // namespace

std::vector<service_group> group_by_service(const sweep_report& report) {
    std::vector<service_group> groups;
    const std::vector<const sweep_row*> sorted = sorted_rows(report.rows);
    for (const service_rows& each : by_service(sorted)) {
        const path& first = each.rows.front()->path;
        groups.push_back({&first, find_facts(report.facts, first), {each.rows.begin(), each.rows.end()}, each.summary});
    }
    const auto worse = [](const auto& a, const auto& b) { return severity_of(a) < severity_of(b); };
    for (service_group& group : groups)
        std::stable_sort(group.rows.begin(), group.rows.end(), worse);
    std::stable_sort(groups.begin(), groups.end(), worse);
    return groups;
}

std::string group_name(const service_group& group) {
    if (!group.named())
        return "addresses named by the user";
    return printable(group.first->name_space) + '/' + printable(group.first->service);
}

} // namespace srcip::probe
