#pragma once

#include "echoserver/options.hpp"

#include <memory>

namespace spdlog {
class formatter;
}

namespace srcip::echoserver {

/// Makes spdlog's default logger the server's own log: on standard error, lines of text or of JSON. A standard error
/// that nobody reads holds nobody up for longer than a moment; lines are then lost.
void set_up_server_log(const log_options& settings);

/// Text: time, level, message. JSON: an object of `time` (RFC 3339), `level` and `message`. In both, nothing in a
/// message can add a line or carry a control byte; its length is bounded.
std::unique_ptr<spdlog::formatter> server_log_formatter(log_format format);

} // namespace srcip::echoserver
