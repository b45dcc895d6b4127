#include "probe/verdict.hpp"

#include "probe/address_book.hpp"
#include "probe/find_rewriter.hpp"
#include "probe/forwarded_fields.hpp"
#include "probe/judgement.hpp"

#include <algorithm>

namespace srcip::probe {

namespace {

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

/// Whether the server saw our address. Without our end of the connection all our addresses count.
bool is_ours(const ip_address& address, const observation& seen, const vantage& from) {
    if (contains(from.sources, address))
        return true;
    if (seen.local)
        return address == seen.local->address;
    return std::find(from.addresses.begin(), from.addresses.end(), address) != from.addresses.end();
}

void see_ours(verdict& v, const echo_answer& answer, const observation& seen) {
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
    else if (seen.local && v.client_address != seen.local->address)
        v.note = "arrived as " + v.client_address->to_string() + ", which counts as ours (--source)";
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
    if (seen.answer->syn)
        v.hops = estimated_hops(seen.answer->syn->ttl);
    if (!seen.local && from.addresses.empty() && from.sources.empty())
        v.note = "our own address is not known, so there is nothing to compare with";
    else if (is_ours(*v.client_address, seen, from))
        see_ours(v, *seen.answer, seen);
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

/// A pod's network plugin may masquerade whatever leaves its node, and no Service can promise otherwise.
void note_own_egress(verdict& v, const path& path, const vantage& from) {
    const bool by_own_node = v.rewritten_by && v.rewritten_by->kind == rewriter_kind::node && !from.node.empty() &&
                             v.rewritten_by->node == from.node;
    if (v.promise == promise_outcome::broken && by_own_node && from.kind == vantage_kind::pod &&
        path.kind == path_kind::node_port && path.node != from.node && v.note.empty())
        v.note = "rewritten by our own node: the network plugin may masquerade what leaves it";
}

/// One lost packet is no broken promise, but it is worth a word.
void note_second_try(verdict& v, const path& path, const observation& seen) {
    const bool answer_promised =
        path.promise.expects == expectation::answer || path.promise.expects == expectation::preserve;
    if (v.note.empty() && answer_promised && seen.contact == contact::answered && seen.attempts > 1)
        v.note = "the first connection got no answer";
}

} // namespace

verdict judge(const path& path, const observation& observation, const address_book& book, const vantage& from,
              promise_policy policy) {
    verdict v;
    if (observation.contact == contact::answered)
        see_answer(v, path, observation, book, from);
    else
        v.seen = without_answer(observation.contact);
    if (v.seen == seen_outcome::not_echo || (v.seen == seen_outcome::error && v.note.empty()))
        v.note = observation.detail;
    const judgement j = judge_promise(v, path, policy);
    v.promise = j.outcome;
    if (!j.note.empty())
        v.note = j.note;
    note_second_try(v, path, observation);
    note_own_egress(v, path, from);
    return v;
}

verdict judge(const path& path, const observation& observation, const cluster_facts& facts, const vantage& from) {
    return judge(path, observation, address_book(facts), from);
}

} // namespace srcip::probe
