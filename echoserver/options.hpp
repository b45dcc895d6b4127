#pragma once

#include "echoserver/limits.hpp"

#include <srcip/address.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace srcip::echoserver {

/// Exit codes of the program.
inline constexpr int exit_ok = 0;
inline constexpr int exit_failure = 1; ///< something outside failed: a busy port, no descriptors
inline constexpr int exit_usage = 2;   ///< the command line was wrong

/// Everything the command line decides.
struct options {
    std::optional<ip_address> address; ///< absent: all addresses of both families
    std::uint16_t http_port = 8080;    ///< 0: a free one
    unsigned threads = 0;              ///< 0: as many as processors may be used
    bool strict_1_4 = false;
    request_limits limits;
    deadlines timeouts;
    std::chrono::milliseconds grace_period{30'000}; ///< for requests in flight after SIGTERM
};

/// The command line asked for no server: print and exit.
struct exit_request {
    int code = exit_ok;
    std::string text; ///< for standard output when code is exit_ok, else one line for standard error
};

std::variant<options, exit_request> parse_options(int argc, const char* const* argv);

} // namespace srcip::echoserver
