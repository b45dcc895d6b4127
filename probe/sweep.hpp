#pragma once

#include "probe/exchange.hpp"
#include "probe/path.hpp"
#include "probe/samples.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <vector>

namespace srcip::probe {

struct sweep_options {
    exchange_options exchange;
    unsigned concurrency = 64; ///< connections in flight
    unsigned per_node = 16;    ///< connections in flight to one address
    double rate = 0;           ///< new connections a second; 0: without bound
    unsigned attempts = 1;     ///< new connections for each path
    /// Called after every finished connection with how many are done, of paths × attempts; may be empty.
    std::function<void(std::size_t done)> on_progress{};
    /// Asked before each connection and a few times a second: once it says true no other is begun, and those in flight
    /// are given up. May be empty.
    std::function<bool()> stopped{};
};

/// Walks every path, its connections spread over the addresses they lead to, and returns what they saw by path, in the
/// paths' order. When it is stopped, paths that were not walked are empty.
///
/// Two kinds of silence are asked again afterwards:
/// - a path that promised a refusal, one at a time and up to three times, 32 paths at most: refusals travel as ICMP,
///   which senders limit to about one a second per peer (icmp_ratelimit, Linux ip-sysctl), so a burst sees silence;
/// - a path that promised an answer, once, where its address answered to something else and one attempt is made: one
///   lost packet is no broken promise. Not when there are more of them than `concurrency`: so many are no accident,
///   and the whole takes one timeout longer at most.
boost::asio::awaitable<std::vector<walked_path>> sweep(const std::vector<path>& paths, sweep_options options);

/// A plain GET to ask: health ports.
struct fetch_target {
    ip_endpoint endpoint;
    std::string request_target;
};

/// Asks them all, at most `concurrency` at a time; in the targets' order. When it is stopped, the rest are errors.
boost::asio::awaitable<std::vector<http_reply>> fetch_all(const std::vector<fetch_target>& targets,
                                                          sweep_options options);

/// The MSS that marks the n-th SYN of a sweep, bytes: small enough to pass every tunnel unclamped, distinct within a
/// burst.
std::uint16_t marker_mss(std::size_t n);

} // namespace srcip::probe
