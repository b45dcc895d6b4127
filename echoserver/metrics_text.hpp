#pragma once

#include "echoserver/metrics.hpp"
#include "echoserver/process_facts.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace srcip::echoserver {

/// Prometheus' text exposition format, version 0.0.4.
inline constexpr std::string_view metrics_content_type = "text/plain; version=0.0.4; charset=utf-8";

/// What the server as a whole knows of itself.
struct server_facts {
    std::string_view version;                      ///< srcip::version()
    bool draining = false;                         ///< asked to stop, and no longer ready
    std::uint64_t access_log_dropped_lines = 0;    ///< wanted, but could not be written
    std::uint64_t access_log_suppressed_lines = 0; ///< over --access-log's rate
};

/// "absent", "v1", "v2", "local", "rejected", "missing", "timed_out".
std::string_view to_string(proxy_outcome outcome);

/// "http", "https", "admin".
std::string_view to_string(listener_kind listener);

/// The answer to a scrape: all threads' counters added up, as text. They may be counted on meanwhile. Samples whose
/// labels come from a closed set are there from the start, at 0; what a process does not know of itself is left out.
std::string metrics_text(std::span<const traffic_counters* const> threads, const server_facts& server,
                         const process_facts& process);

} // namespace srcip::echoserver
