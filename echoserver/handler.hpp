#pragma once

#include "echoserver/request_parser.hpp"
#include "echoserver/response.hpp"

#include <srcip/echo_report.hpp>

#include <string_view>

namespace srcip::echoserver {

/// What an answer needs beside the report.
struct answer_context {
    bool keep_alive = true;
    bool strict_1_4 = false;
    std::string_view date; ///< the Date field's value
};

/// Writes the answer to a request as the text of echoserver:1.4, head and body.
void answer_text(const echo_report& report, const answer_context& context, response& out);

/// Writes it as JSON, schema srcip.echo/v1.
void answer_json(const echo_report& report, const answer_context& context, response& out);

/// Writes the answer to a request that is refused; the connection closes after it. `method` as far as it is known.
void answer_refusal(const refusal& why, std::string_view method, std::string_view date, response& out);

/// Puts the interim answer that asks for the body before `out`.
void prepend_continue(response& out);

} // namespace srcip::echoserver
