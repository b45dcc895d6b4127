#pragma once

#include <srcip/address.hpp>
#include <srcip/echo_report.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace srcip::echoserver {

/// How far the server is, as agnhost tells it.
enum class readiness {
    ready,         ///< takes traffic
    shutting_down, ///< healthy, but wants no more traffic
};

/// What an answer depends on beside the request.
struct agnhost_situation {
    ip_endpoint peer;
    ip_endpoint local;
    const server_identity& server;
    readiness state = readiness::ready;
    std::chrono::nanoseconds since_epoch{}; ///< the time, for `/`
    std::chrono::nanoseconds since_start{}; ///< of the process, likewise
    bool asks_for_report = false;           ///< the request names a form of our own in Accept: JSON or a page
    bool may_exit = false;                  ///< clients may stop the server
    std::string_view override_target{};     ///< when not empty: answer as if this were asked for, whatever is
};

/// What the server is to do once the answer is sent.
struct agnhost_exit {
    int code = 0;                                    ///< exit status, 0 to 127
    std::chrono::nanoseconds wait{};                 ///< before the shutdown begins
    std::optional<std::chrono::nanoseconds> grace{}; ///< for requests in flight; absent: whatever the server grants
};

struct agnhost_answer {
    unsigned status = 200; ///< 200 to 599; 204 and 304 have no body
    std::string_view content_type = "text/plain; charset=utf-8";
    std::string body{};
    std::string location{}; ///< Location field: printable ASCII, up to max_location_bytes; empty: none
    std::optional<agnhost_exit> exit{};
};

/// The longest Location that is answered, encoded: bytes.
inline constexpr std::size_t max_location_bytes = 2048;

/// The answer that `agnhost netexec` gives to this request, or nothing when the path is none of its: then the echo is
/// the answer. Never more than a few times as long as the request.
///
/// What lets a client reach out through the server or run something in it (/dial, /shell, /upload) is refused with 403,
/// and so are /exit and /shutdown unless the situation allows them.
std::optional<agnhost_answer> answer_agnhost(const request_view& request, const agnhost_situation& situation);

} // namespace srcip::echoserver
