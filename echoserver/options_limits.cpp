#include "echoserver/option_readers.hpp"
#include "echoserver/option_table.hpp"

namespace srcip::echoserver {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t mebibyte = 1U << 20;
constexpr size_reader header_size{256, mebibyte};
constexpr size_reader body_size{0, 1024 * mebibyte};
constexpr size_reader rate{1, 1024 * mebibyte};
constexpr duration_reader some_time{1ms};
constexpr duration_reader any_time{0ms};

} // namespace

option_group limits_group() {
    return {"Limits",
            {
                value_option(
                    "max-connections", "N", "Connections at a time; the next gets a 503", number_reader{1, 1'000'000},
                    [](auto& o) -> auto& { return o.max_connections; }),
                value_option(
                    "max-line", "SIZE", "Longest request line (else 414) or field line (else 400)", header_size,
                    [](auto& o) -> auto& { return o.limits.max_line_bytes; }),
                value_option(
                    "max-header", "SIZE", "Longest header, request line included (else 431)", header_size,
                    [](auto& o) -> auto& { return o.limits.max_header_bytes; }),
                value_option(
                    "max-body", "SIZE", "Longest body (else 413)", body_size,
                    [](auto& o) -> auto& { return o.limits.max_body_bytes; }),
            }};
}

option_group deadlines_group() {
    return {"Deadlines",
            {
                value_option(
                    "proxy-timeout", "TIME", "For a PROXY header, and for a TLS handshake", some_time,
                    [](auto& o) -> auto& { return o.timeouts.proxy; }),
                value_option(
                    "header-timeout", "TIME", "For a whole request header", some_time,
                    [](auto& o) -> auto& { return o.timeouts.header; }),
                value_option(
                    "keep-alive-timeout", "TIME", "Between two requests of a connection", some_time,
                    [](auto& o) -> auto& { return o.timeouts.keep_alive; }),
                value_option(
                    "body-timeout", "TIME", "For a body, plus its bytes at --min-rate", some_time,
                    [](auto& o) -> auto& { return o.timeouts.body; }),
                value_option(
                    "write-timeout", "TIME", "For an answer, plus its bytes at --min-rate", some_time,
                    [](auto& o) -> auto& { return o.timeouts.write; }),
                value_option(
                    "min-rate", "SIZE", "Bytes per second below which a client is too slow", rate,
                    [](auto& o) -> auto& { return o.timeouts.min_rate; }),
                value_option(
                    "linger-timeout", "TIME", "For the rest of a request that was refused", some_time,
                    [](auto& o) -> auto& { return o.timeouts.linger; }),
            }};
}

option_group draining_group() {
    return {"Draining",
            {
                value_option(
                    "drain-delay", "TIME", "How long after SIGTERM it still accepts, but says that it is not ready",
                    any_time, [](auto& o) -> auto& { return o.drain_delay; }),
                value_option(
                    "grace-period", "TIME", "For requests in flight, after that", some_time,
                    [](auto& o) -> auto& { return o.grace_period; }),
            }};
}

} // namespace srcip::echoserver
