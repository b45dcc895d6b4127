#include "probe/judgement.hpp"

#include "probe/rules.hpp"

namespace srcip::probe {

namespace {

bool is_answer(seen_outcome seen) {
    return seen == seen_outcome::preserved || seen == seen_outcome::snat || seen == seen_outcome::proxied;
}

/// Preserved, or brought by a proxy that the server believes.
bool arrived(const verdict& v) { return !v.rewritten_by; }

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

judgement judge_answer(const verdict& v, const path& path) {
    const bool preserved = v.seen == seen_outcome::preserved;
    switch (path.promise.expects) {
    case expectation::answer:
    case expectation::either:
        return {preserved ? promise_outcome::better : promise_outcome::kept};
    case expectation::preserve:
        return {arrived(v) ? promise_outcome::kept : promise_outcome::broken};
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

/// --promise: what the user wants to hold, whatever the service's policy says. What must not be reached at all stays
/// so.
judgement judge_wish(const verdict& v, const path& path, promise_policy policy) {
    if (path.promise.rule == rule_source_ranges)
        return judge_answer(v, path);
    if (policy == promise_policy::any || arrived(v))
        return {promise_outcome::kept};
    return {promise_outcome::broken};
}

} // namespace

judgement judge_promise(const verdict& v, const path& path, promise_policy policy) {
    if (v.seen == seen_outcome::error || v.seen == seen_outcome::not_echo)
        return {}; // whatever it was, it says nothing about the promise
    if (!is_answer(v.seen))
        return judge_no_answer(v.seen, path.promise.expects);
    return policy == promise_policy::policy ? judge_answer(v, path) : judge_wish(v, path, policy);
}

} // namespace srcip::probe
