#include "echoserver/handler.hpp"

#include "echoserver/content_type.hpp"
#include "echoserver/error_page.hpp"

#include <srcip/report_json.hpp>
#include <srcip/report_text.hpp>
#include <srcip/version.hpp>

#include <array>
#include <cassert>
#include <charconv>
#include <cstring>

namespace srcip::echoserver {
namespace {

/// A head under construction: short, of known parts, on the stack.
class head {
  public:
    head(unsigned status, std::string_view date, std::string_view content_type) {
        *this << "HTTP/1.1 " << status_line(status) << "\r\nServer: srcip/" << version() << "\r\nDate: " << date
              << "\r\nContent-Type: " << content_type << "\r\n";
    }

    head& operator<<(std::string_view text) {
        assert(text.size() <= bytes_.size() - size_);
        std::memcpy(bytes_.data() + size_, text.data(), text.size());
        size_ += text.size();
        return *this;
    }

    head& number(std::size_t value, int base) {
        size_ = static_cast<std::size_t>(
            std::to_chars(bytes_.data() + size_, bytes_.data() + bytes_.size(), value, base).ptr - bytes_.data());
        return *this;
    }

    head& content_length(std::size_t value) {
        *this << "Content-Length: ";
        return number(value, 10) << "\r\n";
    }

    head& end(bool keep_alive) {
        return *this << (keep_alive ? "Connection: keep-alive\r\n" : "Connection: close\r\n")
                     << "X-Content-Type-Options: nosniff\r\n\r\n";
    }

    std::string_view text() const { return {bytes_.data(), size_}; }

  private:
    std::array<char, 512> bytes_;
    std::size_t size_ = 0;
};

} // namespace

void answer_text(const echo_report& report, const answer_context& context, response& out) {
    const auto& request = report.request;
    head head(200, context.date, context.strict_1_4 ? guessed_content_type(request.target) : "text/plain");
    if (request.method == "HEAD")
        return out.prepend(head.end(context.keep_alive).text());
    append_text_1_4(report, {context.strict_1_4}, out.body());
    if (request.version == 10)
        return out.prepend(head.content_length(out.body_size()).end(context.keep_alive).text());
    head << "Transfer-Encoding: chunked\r\n";
    head.end(context.keep_alive).number(out.body_size(), 16) << "\r\n";
    out.body() += "\r\n0\r\n\r\n";
    out.prepend(head.text());
}

void answer_json(const echo_report& report, const answer_context& context, response& out) {
    head head(200, context.date, "application/json");
    append_json(report, out.body());
    head.content_length(out.body_size()).end(context.keep_alive);
    if (report.request.method == "HEAD")
        out.drop_body();
    out.prepend(head.text());
}

void answer_refusal(const refusal& why, std::string_view method, std::string_view date, response& out) {
    head head(why.status, date, "text/html");
    append_error_page(why, out.body());
    head.content_length(out.body_size()).end(false);
    if (method == "HEAD")
        out.drop_body();
    out.prepend(head.text());
}

void prepend_continue(response& out) { out.prepend("HTTP/1.1 100 Continue\r\n\r\n"); }

} // namespace srcip::echoserver
