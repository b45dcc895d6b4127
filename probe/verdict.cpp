#include "probe/verdict.hpp"

#include "probe/address_book.hpp"
#include "probe/forwarded_fields.hpp"
#include "probe/rules.hpp"

#include <algorithm>

namespace srcip::probe {

namespace {

bool is_answer(seen_outcome seen) {
    return seen == seen_outcome::preserved || seen == seen_outcome::snat || seen == seen_outcome::proxied;
}

same_connection compare_marker(const observation& seen) {
    const auto& syn = seen.answer->syn;
    if (!syn || !syn->mss || seen.marker_mss == 0 || *syn->mss < seen.marker_mss)
        return same_connection::unknown; // a smaller MSS was clamped on the way: that proves neither
    return *syn->mss == seen.marker_mss ? same_connection::yes : same_connection::no;
}

/// What cannot be true, whoever rewrote what; empty when the claim may be.
std::string_view impossible_claim(const echo_answer& answer) {
    if (!answer.client_address)
        return "the answer names no client address; not to be believed";
    if (answer.client_address->is_unspecified() || answer.client_address->is_multicast())
        return "the answer names a client address that no client can have; not to be believed";
    if (answer.client_address_from == "peer" && answer.peer && answer.peer->address != *answer.client_address)
        return "the answer contradicts itself about the client's address; not to be believed";
    return {};
}

rewriter find_rewriter(const ip_address& address, const path& path, const address_book& book) {
    if (const std::string_view node = book.node_at(address); !node.empty())
        return {rewriter_kind::node, std::string(node), {}, {}};
    if (const std::string_view node = book.bridge_at(address); !node.empty())
        return {rewriter_kind::pod_bridge, std::string(node), {}, {}};
    // Without an API nobody knows the nodes' names; but an address that is both where we knocked and what the server
    // saw is the node's.
    if (path.kind == path_kind::node_port && address == path.target.address)
        return {rewriter_kind::node, address.to_string(), {}, {}};
    return {};
}

/// Whether the server saw our address. Without our end of the connection all our addresses count.
bool is_ours(const ip_address& address, const observation& seen, const vantage& from) {
    if (seen.local)
        return address == seen.local->address;
    return std::find(from.addresses.begin(), from.addresses.end(), address) != from.addresses.end();
}

void see_ours(verdict& v, const echo_answer& answer) {
    const bool claimed = !answer.client_address_from.empty() && answer.client_address_from != "peer";
    if (claimed && !(answer.peer && answer.peer->address == v.client_address)) {
        v.seen = seen_outcome::proxied;
        v.carried_in = answer.client_address_from;
        v.note = "the server believes a proxy's claim of our address";
        return;
    }
    v.seen = seen_outcome::preserved;
    if (v.same_connection == same_connection::no)
        v.note = "our address arrived on another TCP connection than ours: a transparent proxy";
}

void see_rewritten(verdict& v, const path& path, const observation& seen, const address_book& book) {
    forwarded_fields fields;
    if (seen.local)
        fields = find_forwarded_fields(seen.answer->headers, seen.local->address);
    const bool proxied = v.same_connection == same_connection::no || !fields.first.empty();
    v.seen = proxied ? seen_outcome::proxied : seen_outcome::snat;
    v.carried_in = fields.carries;
    v.rewritten_by = find_rewriter(*v.client_address, path, book);
    if (!fields.first.empty() && fields.carries.empty())
        v.note = std::string(fields.first) + " names another address than ours";
}

void see_answer(verdict& v, const path& path, const observation& seen, const address_book& book, const vantage& from) {
    v.seen = seen_outcome::error;
    if (!seen.answer) {
        v.note = "an answer without content";
        return;
    }
    v.same_connection = compare_marker(seen);
    if (const std::string_view reason = impossible_claim(*seen.answer); !reason.empty()) {
        v.note = reason;
        return;
    }
    v.client_address = seen.answer->client_address;
    if (!seen.local && from.addresses.empty())
        v.note = "our own address is not known, so there is nothing to compare with";
    else if (is_ours(*v.client_address, seen, from))
        see_ours(v, *seen.answer);
    else
        see_rewritten(v, path, seen, book);
}

seen_outcome without_answer(contact c) {
    switch (c) {
    case contact::timeout:
        return seen_outcome::timeout;
    case contact::refused:
        return seen_outcome::refused;
    case contact::reset:
        return seen_outcome::reset;
    case contact::hang:
        return seen_outcome::hang;
    case contact::not_echo:
        return seen_outcome::not_echo;
    case contact::answered:
    case contact::error:
        break;
    }
    return seen_outcome::error;
}

/// Something other than the promised silence: still none of it is an answer.
std::string_view kept_note(seen_outcome seen, expectation expects) {
    switch (seen) {
    case seen_outcome::hang:
        return "the connection was accepted and never answered";
    case seen_outcome::reset:
        return "the connection was accepted and then reset";
    case seen_outcome::refused:
        return expects == expectation::silence ? "refused, where silence was expected" : "";
    case seen_outcome::timeout:
        return expects == expectation::refusal ? "no refusal came: ICMP is rate-limited or filtered" : "";
    default:
        return {};
    }
}

struct judgement {
    promise_outcome outcome;
    std::string_view note = {};
};

judgement judge_answer(const verdict& v, const path& path) {
    const bool preserved = v.seen == seen_outcome::preserved;
    const bool arrived = !v.rewritten_by; // preserved, or brought by a proxy that the server believes
    switch (path.promise.expects) {
    case expectation::answer:
    case expectation::either:
        return {preserved ? promise_outcome::better : promise_outcome::kept};
    case expectation::preserve:
        return {arrived ? promise_outcome::kept : promise_outcome::broken};
    case expectation::silence:
        if (path.promise.rule == rule_source_ranges)
            return {promise_outcome::broken, "loadBalancerSourceRanges do not keep us out"};
        return {preserved ? promise_outcome::better : promise_outcome::broken};
    case expectation::refusal:
        return {promise_outcome::inconclusive, "answered without a known endpoint: they must have changed meanwhile"};
    case expectation::nothing:
        break;
    }
    return {promise_outcome::inconclusive};
}

judgement judge_no_answer(seen_outcome seen, expectation expects) {
    switch (expects) {
    case expectation::answer:
    case expectation::preserve:
        return {promise_outcome::broken};
    case expectation::silence:
    case expectation::refusal:
    case expectation::either:
        return {promise_outcome::kept, kept_note(seen, expects)};
    case expectation::nothing:
        break;
    }
    return {promise_outcome::inconclusive};
}

void judge_promise(verdict& v, const path& path) {
    if (v.seen == seen_outcome::error || v.seen == seen_outcome::not_echo)
        return; // whatever it was, it says nothing about the promise
    const judgement j = is_answer(v.seen) ? judge_answer(v, path) : judge_no_answer(v.seen, path.promise.expects);
    v.promise = j.outcome;
    if (!j.note.empty())
        v.note = j.note;
}

/// A pod's network plugin may masquerade whatever leaves its node, and no Service can promise otherwise.
void note_own_egress(verdict& v, const path& path, const vantage& from) {
    const bool by_own_node = v.rewritten_by && v.rewritten_by->kind == rewriter_kind::node && !from.node.empty() &&
                             v.rewritten_by->node == from.node;
    if (v.promise == promise_outcome::broken && by_own_node && from.kind == vantage_kind::pod &&
        path.kind == path_kind::node_port && path.node != from.node && v.note.empty())
        v.note = "rewritten by our own node: the network plugin may masquerade what leaves it";
}

} // namespace

std::string_view to_string(seen_outcome outcome) {
    switch (outcome) {
    case seen_outcome::preserved:
        return "preserved";
    case seen_outcome::snat:
        return "snat";
    case seen_outcome::proxied:
        return "proxied";
    case seen_outcome::timeout:
        return "timeout";
    case seen_outcome::refused:
        return "refused";
    case seen_outcome::reset:
        return "reset";
    case seen_outcome::hang:
        return "hang";
    case seen_outcome::not_echo:
        return "not-echo";
    case seen_outcome::error:
        break;
    }
    return "error";
}

std::string_view to_string(promise_outcome outcome) {
    switch (outcome) {
    case promise_outcome::kept:
        return "kept";
    case promise_outcome::better:
        return "better";
    case promise_outcome::broken:
        return "broken";
    case promise_outcome::inconclusive:
        break;
    }
    return "inconclusive";
}

std::string_view to_string(same_connection same) {
    switch (same) {
    case same_connection::yes:
        return "yes";
    case same_connection::no:
        return "no";
    case same_connection::unknown:
        break;
    }
    return "unknown";
}

std::string_view to_string(rewriter_kind kind) {
    switch (kind) {
    case rewriter_kind::node:
        return "node";
    case rewriter_kind::pod_bridge:
        return "pod_bridge";
    case rewriter_kind::tunnel:
        return "tunnel";
    case rewriter_kind::pod:
        return "pod";
    case rewriter_kind::load_balancer:
        return "load_balancer";
    case rewriter_kind::cluster_ip:
        return "cluster_ip";
    case rewriter_kind::docker_bridge:
        return "docker_bridge";
    case rewriter_kind::shared_address:
        return "shared_address";
    case rewriter_kind::unknown:
        break;
    }
    return "unknown";
}

std::string rewriter::to_string() const {
    switch (kind) {
    case rewriter_kind::node:
        return "node " + node;
    case rewriter_kind::pod_bridge:
        return "pod bridge of " + node;
    case rewriter_kind::tunnel:
        return "tunnel of " + node;
    case rewriter_kind::pod:
        return "pod " + name;
    case rewriter_kind::load_balancer:
        return "load balancer of " + name;
    case rewriter_kind::cluster_ip:
        return "cluster IP of " + name;
    case rewriter_kind::docker_bridge:
        return "a container engine's bridge";
    case rewriter_kind::shared_address:
        return "a carrier's NAT";
    case rewriter_kind::unknown:
        break;
    }
    return "unknown";
}

verdict judge(const path& path, const observation& observation, const address_book& book, const vantage& from) {
    verdict v;
    if (observation.contact == contact::answered)
        see_answer(v, path, observation, book, from);
    else
        v.seen = without_answer(observation.contact);
    if (v.seen == seen_outcome::not_echo || (v.seen == seen_outcome::error && v.note.empty()))
        v.note = observation.detail;
    judge_promise(v, path);
    note_own_egress(v, path, from);
    return v;
}

verdict judge(const path& path, const observation& observation, const cluster_facts& facts, const vantage& from) {
    return judge(path, observation, address_book(facts), from);
}

} // namespace srcip::probe
