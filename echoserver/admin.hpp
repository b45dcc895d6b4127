#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace srcip::echoserver {

/// What the admin port's answers depend on.
struct admin_state {
    bool draining = false;                  ///< asked to stop: still serving, but new connections should go elsewhere
    std::function<std::string()> metrics{}; ///< called for /metrics only
};

/// To be sent with `Connection: close`, `Content-Length` and, when not empty, `Allow`. A HEAD's body is to be counted
/// but not sent.
struct admin_answer {
    unsigned status = 200;
    std::string_view content_type = "text/plain; charset=utf-8";
    std::string_view allow{};
    std::string body{}; ///< ends in a line feed
};

/// Answers GET and HEAD of /healthz, /readyz, /metrics and /, in origin or absolute form; queries are ignored. 404 for
/// other paths, 405 for other methods.
///
/// /healthz is 200 as long as the process answers, also when draining: who restarts a draining server breaks what it is
/// still serving. /readyz is 503 as soon as it drains; before it serves nobody answers.
admin_answer answer_admin(std::string_view method, std::string_view target, const admin_state& state);

} // namespace srcip::echoserver
