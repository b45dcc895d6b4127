#include "probe/judge_rows.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

namespace srcip::probe {

namespace {

/// Better first.
int badness(promise_outcome outcome) {
    switch (outcome) {
    case promise_outcome::better:
        return 0;
    case promise_outcome::kept:
        return 1;
    case promise_outcome::inconclusive:
        return 2;
    case promise_outcome::broken:
        break;
    }
    return 3;
}

std::string counted(unsigned part, unsigned all, std::string_view what) {
    return std::to_string(part) + " of " + std::to_string(all) + " connections " + std::string(what);
}

/// A promise that not all connections of a path broke.
void note_share(sweep_row& row, unsigned worst, unsigned all) {
    if (worst == all || row.verdict.promise == promise_outcome::better)
        return;
    std::string share;
    if (row.verdict.promise == promise_outcome::broken)
        share = counted(worst, all, "broke the promise");
    else if (row.verdict.promise == promise_outcome::inconclusive)
        share = counted(worst, all, "could not be judged");
    else
        return;
    row.verdict.note = row.verdict.note.empty() ? share : share + "; " + row.verdict.note;
}

bool is_silent_udp(const sweep_row& row) {
    return row.path.protocol == protocol::udp && row.verdict.promise == promise_outcome::broken &&
           row.observation.contact == contact::timeout && row.observation.samples.empty();
}

using service_port_key = std::tuple<std::string_view, std::string_view, std::string_view>;

service_port_key key_of(const path& p) { return {p.name_space, p.service, p.port_name}; }

void excuse_silent_udp(std::vector<sweep_row>& rows) {
    std::set<service_port_key> echoing;
    for (const sweep_row& row : rows)
        if (row.path.protocol == protocol::udp && !row.observation.samples.empty())
            echoing.insert(key_of(row.path));
    for (sweep_row& row : rows)
        if (is_silent_udp(row) && !echoing.contains(key_of(row.path))) {
            row.verdict.promise = promise_outcome::inconclusive;
            row.verdict.note = "no datagram came back; whether an echo server listens is not known";
        }
}

/// What the worst connection of a path comes to.
struct worst_of_all {
    verdict said;
    std::size_t at = 0; ///< its place among what was seen
    unsigned alike = 0; ///< how many connections came out like it
    unsigned connections = 0;
};

worst_of_all worst_of(const path& path, const walked_path& walked, const judging& by) {
    worst_of_all worst;
    for (std::size_t i = 0; i != walked.size(); ++i) {
        verdict v = judge(path, walked[i].observation, by.book, by.from, by.policy);
        const int here = badness(v.promise);
        if (worst.connections == 0 || here > badness(worst.said.promise)) {
            worst.said = std::move(v);
            worst.at = i;
            worst.alike = 0;
        }
        worst.connections += walked[i].connections;
        if (here == badness(worst.said.promise))
            worst.alike += walked[i].connections;
    }
    return worst;
}

} // namespace

sweep_row judge_path(path path, walked_path walked, const judging& by) {
    worst_of_all worst = worst_of(path, walked, by);
    std::vector<sample> samples = all_samples(walked);
    sweep_row row{std::move(path), std::move(walked.at(worst.at).observation), std::move(worst.said)};
    row.observation.samples = std::move(samples);
    if (worst.connections > 1)
        row.observation.attempts = worst.connections;
    note_share(row, worst.alike, worst.connections);
    return row;
}

std::vector<sweep_row> judge_all(std::vector<path> paths, std::vector<walked_path> walked, const judging& by) {
    std::vector<sweep_row> rows;
    rows.reserve(paths.size());
    for (std::size_t i = 0; i != paths.size(); ++i)
        if (!walked[i].empty())
            rows.push_back(judge_path(std::move(paths[i]), std::move(walked[i]), by));
    excuse_silent_udp(rows);
    return rows;
}

std::vector<ip_address> common_sources(std::span<const path> paths, std::span<const walked_path> walked,
                                       const judging& by) {
    std::array<std::set<ip_address>, 2> seen; // IPv4, IPv6
    std::array<bool, 2> elsewhere{};          // some path showed what no NAT of ours makes
    for (std::size_t i = 0; i != paths.size(); ++i) {
        if (walked[i].empty() || paths[i].promise.expects != expectation::preserve)
            continue;
        const verdict said = worst_of(paths[i], walked[i], by).said;
        if (!said.client_address)
            continue;
        const std::size_t family = said.client_address->is_v4() ? 0 : 1;
        seen.at(family).insert(*said.client_address);
        if (said.seen != seen_outcome::snat || by.book.knows(*said.client_address))
            elsewhere.at(family) = true;
    }
    std::vector<ip_address> found;
    for (std::size_t family = 0; family != seen.size(); ++family)
        if (seen.at(family).size() == 1 && !elsewhere.at(family))
            found.push_back(*seen.at(family).begin());
    return found;
}

} // namespace srcip::probe
