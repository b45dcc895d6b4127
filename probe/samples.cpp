#include "probe/samples.hpp"

#include "probe/forwarded_fields.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace srcip::probe {

namespace {

std::optional<std::uint16_t> arrived_mss(const echo_answer& answer) {
    return answer.syn ? answer.syn->mss : std::nullopt;
}

std::optional<ip_address> peer_address(const echo_answer& answer) {
    return answer.peer ? std::optional(answer.peer->address) : std::nullopt;
}

/// What proxies added; other fields (request ids, say) differ with every connection and mean nothing here.
std::pair<std::string_view, std::string_view> proxy_fields(const observation& seen) {
    if (!seen.local)
        return {};
    const auto found = find_forwarded_fields(seen.answer->headers, seen.local->address);
    return {found.first, found.carries};
}

bool same_answer(const echo_answer& a, const echo_answer& b) {
    return std::tie(a.client_address, a.client_address_text, a.client_address_from, a.contradiction) ==
               std::tie(b.client_address, b.client_address_text, b.client_address_from, b.contradiction) &&
           peer_address(a) == peer_address(b) && server_of(a) == server_of(b);
}

/// Whether our SYN arrived, as far as an observation tells: connections that went through a proxy are not like others.
int marker_comparison(const observation& seen) {
    const auto mss = seen.answer ? arrived_mss(*seen.answer) : std::nullopt;
    if (!mss || seen.marker_mss == 0)
        return 2;
    return *mss == seen.marker_mss ? 0 : *mss < seen.marker_mss ? -1 : 1;
}

bool alike(const observation& a, const observation& b) {
    if (a.contact != b.contact || a.answer.has_value() != b.answer.has_value())
        return false;
    if (a.local.has_value() != b.local.has_value() || (a.local && a.local->address != b.local->address))
        return false;
    return !a.answer || (same_answer(*a.answer, *b.answer) && proxy_fields(a) == proxy_fields(b) &&
                         marker_comparison(a) == marker_comparison(b));
}

} // namespace

std::string server_of(const echo_answer& answer) {
    if (answer.pod_name.empty())
        return answer.hostname;
    return answer.pod_namespace.empty() ? answer.pod_name : answer.pod_namespace + '/' + answer.pod_name;
}

void add_seen(walked_path& walked, observation seen) {
    const auto at = std::find_if(walked.begin(), walked.end(),
                                 [&](const seen_alike& known) { return alike(known.observation, seen); });
    if (at != walked.end()) {
        ++at->connections;
        at->observation.attempts = std::max(at->observation.attempts, seen.attempts);
        return;
    }
    walked.push_back({std::move(seen), 1});
}

void replace_seen(walked_path& walked, std::size_t index, observation seen) {
    if (--walked[index].connections == 0)
        walked.erase(walked.begin() + static_cast<std::ptrdiff_t>(index));
    add_seen(walked, std::move(seen));
}

std::vector<sample> all_samples(const walked_path& walked) {
    std::vector<sample> samples;
    for (const seen_alike& seen : walked) {
        if (!seen.observation.answer)
            continue;
        const echo_answer& answer = *seen.observation.answer;
        sample found{server_of(answer), answer.client_address, seen.connections};
        const auto at = std::find_if(samples.begin(), samples.end(), [&](const sample& s) {
            return s.server == found.server && s.client == found.client;
        });
        if (at == samples.end())
            samples.push_back(std::move(found));
        else
            at->count += found.count;
    }
    std::sort(samples.begin(), samples.end(), [](const sample& a, const sample& b) {
        return std::tie(a.server, a.client) < std::tie(b.server, b.client);
    });
    return samples;
}

} // namespace srcip::probe
