#include "probe/judge_rows.hpp"

#include <algorithm>
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

} // namespace

sweep_row judge_path(const path& path, const walked_path& walked, const judging& by) {
    sweep_row row;
    row.path = path;
    unsigned all = 0;
    unsigned worst = 0; // how many connections came out like the worst
    for (const seen_alike& seen : walked) {
        verdict v = judge(path, seen.observation, by.book, by.from, by.policy);
        const int here = badness(v.promise);
        if (all == 0 || here > badness(row.verdict.promise)) {
            row.verdict = std::move(v);
            row.observation = seen.observation;
            worst = 0;
        }
        all += seen.connections;
        if (here == badness(row.verdict.promise))
            worst += seen.connections;
    }
    row.observation.samples = all_samples(walked);
    if (all > 1)
        row.observation.attempts = all;
    note_share(row, worst, all);
    return row;
}

std::vector<sweep_row> judge_all(std::span<const path> paths, std::span<const walked_path> walked, const judging& by) {
    std::vector<sweep_row> rows;
    rows.reserve(paths.size());
    for (std::size_t i = 0; i != paths.size(); ++i)
        if (!walked[i].empty())
            rows.push_back(judge_path(paths[i], walked[i], by));
    excuse_silent_udp(rows);
    return rows;
}

std::vector<ip_address> common_sources(std::span<const sweep_row> rows, const address_book& book) {
    std::vector<ip_address> found;
    for (const bool v4 : {true, false}) {
        std::set<ip_address> seen;
        bool elsewhere = false; // some path showed what no NAT of ours makes
        for (const sweep_row& row : rows) {
            const auto& client = row.verdict.client_address;
            if (row.path.promise.expects != expectation::preserve || !client || client->is_v4() != v4)
                continue;
            seen.insert(*client);
            elsewhere = elsewhere || row.verdict.seen != seen_outcome::snat || book.knows(*client);
        }
        if (seen.size() == 1 && !elsewhere)
            found.push_back(*seen.begin());
    }
    return found;
}

} // namespace srcip::probe
