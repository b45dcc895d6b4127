#pragma once

#include "probe/exchange.hpp"
#include "probe/observation.hpp"
#include "probe/path.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <vector>

namespace srcip::probe {

struct sweep_options {
    exchange_options exchange;
    unsigned concurrency = 64; ///< connections in flight
    /// Called after every finished attempt with how many paths are done; may be empty.
    std::function<void(std::size_t done)> on_progress{};
    /// Asked before each connection; when it says true no other is begun. May be empty.
    std::function<bool()> stopped{};
};

/// Walks every path once, at most `concurrency` at a time, and returns one observation per path, in their order; one
/// with no attempts for those that were not walked because it was stopped.
///
/// A path that promised a refusal and was silent is tried again afterwards, one at a time: refusals travel as ICMP,
/// which senders limit to about one a second per peer (icmp_ratelimit, Linux ip-sysctl), so a burst sees silence.
boost::asio::awaitable<std::vector<observation>> sweep(const std::vector<path>& paths, sweep_options options);

/// The MSS that marks the n-th SYN of a sweep, bytes: small enough to pass every tunnel unclamped, distinct within a
/// burst.
std::uint16_t marker_mss(std::size_t n);

} // namespace srcip::probe
