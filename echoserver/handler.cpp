#include "echoserver/handler.hpp"

#include "echoserver/answer_head.hpp"
#include "echoserver/content_type.hpp"
#include "echoserver/error_page.hpp"

#include <srcip/report_html.hpp>
#include <srcip/report_json.hpp>
#include <srcip/report_text.hpp>

#include <charconv>

namespace srcip::echoserver {
namespace {

/// A body of known length behind its head; HEAD gets the head alone.
void finish(answer_head& head, std::string_view method, bool keep_alive, response& out) {
    head.content_length(out.body_size()).end(keep_alive);
    if (method == "HEAD")
        out.drop_body();
    out.prepend(head.text());
}

/// As the old image did: HTTP/1.1 gets the body in one chunk.
void finish_chunk(response& out) {
    char line[20];
    const auto end = std::to_chars(line, line + 18, out.body_size(), 16).ptr;
    end[0] = '\r';
    end[1] = '\n';
    out.body() += std::string_view("\r\n0\r\n\r\n");
    out.prepend({line, static_cast<std::size_t>(end + 2 - line)});
}

} // namespace

void answer_text(const echo_report& report, const answer_context& context, response& out) {
    const auto& request = report.request;
    const bool newer = context.text == text_version::v1_10;
    const bool head_only = request.method == "HEAD";
    if (!head_only && newer)
        append_text_1_10(report, out.body());
    else if (!head_only)
        append_text_1_4(report, {context.strict_1_4}, out.body());
    const bool chunked = !head_only && request.version != 10;
    const auto size = out.body_size();
    if (chunked)
        finish_chunk(out);
    if (chunked && !context.strict_1_4 && !context.chunked_head.empty())
        return out.prepend(context.chunked_head);
    auto head = text_answer_head(context.text, context.strict_1_4 ? guessed_content_type(request.target) : "text/plain",
                                 context.date);
    if (chunked)
        head << "Transfer-Encoding: chunked\r\n";
    else if (!head_only)
        head.content_length(size);
    out.prepend(head.end(context.keep_alive).text());
}

void answer_json(const echo_report& report, const answer_context& context, response& out) {
    answer_head head(200, answer_head::own_name(), context.date, "application/json");
    append_json(report, out.body());
    finish(head, report.request.method, context.keep_alive, out);
}

void answer_html(const echo_report& report, const answer_context& context, response& out) {
    answer_head head(200, answer_head::own_name(), context.date, "text/html; charset=utf-8");
    append_html(report, out.body());
    head << "Content-Security-Policy: " << html_content_security_policy << "\r\nReferrer-Policy: no-referrer\r\n";
    finish(head, report.request.method, context.keep_alive, out);
}

void answer_plain(const plain_answer& what, std::string_view method, const answer_context& context, response& out) {
    if (what.status == 204 || what.status == 304) { // RFC 9110 section 8.6: neither a body nor its length
        answer_head head(what.status, answer_head::own_name(), context.date, what.content_type);
        return out.prepend(head.end(context.keep_alive).text());
    }
    answer_head head(what.status, answer_head::own_name(), context.date, what.content_type);
    out.body() += what.body;
    if (!what.extra_field.empty())
        head << what.extra_field << ": " << what.extra_value << "\r\n";
    finish(head, method, context.keep_alive, out);
}

void answer_refusal(const refusal& why, std::string_view method, std::string_view date, response& out) {
    answer_head head(why.status, answer_head::own_name(), date, "text/html");
    append_error_page(why, out.body());
    finish(head, method, false, out);
}

void prepend_continue(response& out) { out.prepend("HTTP/1.1 100 Continue\r\n\r\n"); }

} // namespace srcip::echoserver
