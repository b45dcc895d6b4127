#pragma once

#include "echoserver/options.hpp"
#include "echoserver/request_parser.hpp"
#include "echoserver/response.hpp"

#include <srcip/echo_report.hpp>

#include <string_view>

namespace srcip::echoserver {

/// What an answer needs beside the report.
struct answer_context {
    bool keep_alive = true;
    bool strict_1_4 = false;
    std::string_view date{}; ///< the Date field's value
    text_version text = text_version::v1_4;
    std::string_view chunked_head{}; ///< text_heads' for this answer; empty: it is made for the answer alone
};

/// Writes the answer to a request as the text of echoserver:1.4 or 1.10, head and body.
void answer_text(const echo_report& report, const answer_context& context, response& out);

/// Writes it as JSON, schema srcip.echo/v1.
void answer_json(const echo_report& report, const answer_context& context, response& out);

/// Writes it as a page for a browser.
void answer_html(const echo_report& report, const answer_context& context, response& out);

/// An answer that is no report.
struct plain_answer {
    unsigned status = 200;
    std::string_view content_type = "text/plain; charset=utf-8";
    std::string_view body{};
    std::string_view extra_field{}; ///< its name, when there is one: "Location", "Allow"
    std::string_view extra_value{}; ///< printable ASCII
};

/// Writes such an answer to a request of `method`.
void answer_plain(const plain_answer& what, std::string_view method, const answer_context& context, response& out);

/// Writes the answer to a request that is refused; the connection closes after it. `method` as far as it is known.
void answer_refusal(const refusal& why, std::string_view method, std::string_view date, response& out);

/// Puts the interim answer that asks for the body before `out`.
void prepend_continue(response& out);

} // namespace srcip::echoserver
