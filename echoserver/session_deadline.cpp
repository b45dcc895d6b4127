#include "echoserver/handler.hpp"
#include "echoserver/session.hpp"

#include <algorithm>
#include <cstdint>

namespace srcip::echoserver {
namespace {

using std::chrono::milliseconds;

constexpr int linger_extensions = 6; // a client that keeps sending may use its linger time so often

milliseconds time_for(std::uint64_t bytes, std::uint64_t bytes_per_second) {
    return milliseconds(static_cast<std::int64_t>(bytes * 1000 / bytes_per_second));
}

} // namespace

session::wait_kind session::current_wait() const {
    switch (phase_) {
    case phase::lingering:
        return wait_kind::linger;
    case phase::writing:
        return wait_kind::write;
    case phase::handshake:
        return wait_kind::handshake;
    case phase::preface:
        if (workspace_->parser.started() || environment_.shared.settings.proxy == proxy_mode::require)
            return wait_kind::preface;
        break;
    default:
        if (workspace_->parser.in_body())
            return wait_kind::body;
        if (workspace_->parser.started())
            return wait_kind::header;
    }
    return requests_ == 0 ? wait_kind::first_request : wait_kind::idle;
}

milliseconds session::allowance(wait_kind kind) const {
    const auto& timeouts = environment_.shared.settings.timeouts;
    switch (kind) {
    case wait_kind::preface:
        // Where a header is not required, what has come may be the beginning of a request just as well.
        if (environment_.shared.settings.proxy == proxy_mode::detect)
            return std::min(timeouts.proxy, timeouts.header);
        return timeouts.proxy;
    case wait_kind::handshake:
        return timeouts.proxy;
    case wait_kind::idle:
        return timeouts.keep_alive;
    case wait_kind::body:
        return timeouts.body + time_for(workspace_->parser.body_bytes_seen(), timeouts.min_rate);
    case wait_kind::write:
        return timeouts.write + time_for(write_size_, timeouts.min_rate);
    case wait_kind::linger:
        return timeouts.linger * linger_extensions;
    default:
        return timeouts.header;
    }
}

session::step session::wait_for(step what) {
    const auto now = coarse_now();
    const auto kind = current_wait();
    const auto& timeouts = environment_.shared.settings.timeouts;
    const auto before = deadline_;
    const bool moved = kind != waiting_ || wrote_;
    if (kind != waiting_)
        since_ = now;
    waiting_ = kind;
    wrote_ = false;
    deadline_ = since_ + allowance(kind);
    if (kind == wait_kind::linger)
        deadline_ = std::min(deadline_, now + timeouts.linger);
    if (kind == wait_kind::write) // and it must move meanwhile
        deadline_ = moved ? std::min(deadline_, now + timeouts.write) : before;
    if (moved)
        unsent_ = SIZE_MAX;
    if (kind == wait_kind::idle || kind == wait_kind::first_request || kind == wait_kind::handshake)
        release_workspace();
    return what;
}

/// Bytes that the kernel holds for a slow reader go long before there is room for more. A write that has moved since it
/// was last looked at gets on, as far as its allowance goes.
bool session::write_moves(milliseconds now) {
    const auto unsent = transport_.unsent();
    const auto end = since_ + allowance(wait_kind::write);
    const bool moves = unsent < unsent_ && now < end;
    unsent_ = unsent;
    if (moves)
        deadline_ = std::min(end, now + environment_.shared.settings.timeouts.write);
    return moves;
}

bool session::check_deadline(milliseconds now) {
    const bool late = waiting_ != wait_kind::none && now >= deadline_;
    if (late && !(waiting_ == wait_kind::write && write_moves(now)))
        timed_out_ = true;
    // One that work() finds a request on is still served.
    const bool unwanted = waiting_ == wait_kind::first_request && is_closing();
    return timed_out_ || unwanted;
}

void session::time_out() {
    timed_out_ = false;
    const bool unfinished = phase_ == phase::reading && workspace_;
    if (waiting_ == wait_kind::preface)
        traffic_counters::at(environment_.counters.proxy, proxy_outcome::timed_out).add();
    if (waiting_ == wait_kind::handshake)
        environment_.counters.failed_handshakes.add();
    waiting_ = wait_kind::none;
    if (unfinished)
        refuse({408, false});
    else
        phase_ = phase::closed;
}

} // namespace srcip::echoserver
