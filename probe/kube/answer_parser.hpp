#pragma once

#include "probe/kube/connection.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <optional>
#include <string>

namespace srcip::probe::kube {

/// Beast's parser for one answer that keeps the fields which count here and passes the body on: to the sink for a 200,
/// else to response::body, up to its cap.
class answer_parser final : public boost::beast::http::basic_parser<false> {
  public:
    answer_parser(const connection_limits& limits, body_sink* sink);

    const response& answer() const { return answer_; }
    response& answer() { return answer_; }
    unsigned status() const { return answer_.status; } ///< 0 until there is a status line
    /// What the sink found wrong; the parser's own error is then of no interest.
    const std::optional<error>& refused() const { return refused_; }
    /// Whether the rest of an answer other than 200 is not worth reading.
    bool has_enough() const { return answer_.status != 200 && answer_.body.size() >= max_error_body_; }

  private:
    using text = boost::beast::string_view;
    using error_code = boost::beast::error_code;

    void on_request_impl(boost::beast::http::verb, text, text, int, error_code&) override {}
    void on_response_impl(int status, text, int, error_code&) override;
    void on_field_impl(boost::beast::http::field name, text, text value, error_code&) override;
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(text bytes, error_code& ec) override { return take(bytes, ec); }
    void on_chunk_header_impl(std::uint64_t, text, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, text bytes, error_code& ec) override { return take(bytes, ec); }
    void on_finish_impl(error_code&) override {}

    std::size_t take(text bytes, error_code& ec);

    body_sink* sink_;
    std::size_t max_error_body_;
    response answer_;
    std::optional<error> refused_;
};

} // namespace srcip::probe::kube
