#pragma once

#include "echoserver/request_message.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <cstdint>
#include <string>

namespace srcip::echoserver {

/// Beast's parser, its findings put into a message and, of a chunked body, into a string. Included by the request
/// parser only: nobody else need wait for Beast's headers.
class request_grammar final : public boost::beast::http::basic_parser<true> {
    using error_code = boost::beast::error_code;
    using string_view = boost::beast::string_view;
    using field = boost::beast::http::field;

  public:
    /// All three must outlive the grammar.
    request_grammar(request_message& to, std::string& body, const request_limits& limits);

    /// The status that a check of ours refused with, or 0.
    unsigned status() const { return status_; }
    /// Of the chunk that is being read.
    std::uint64_t chunk_bytes_missing() const { return chunk_bytes_missing_; }
    /// A chunk has begun, so that the next chunk's line starts with the end of the one before.
    bool any_chunk() const { return any_chunk_; }

  private:
    void on_request_impl(boost::beast::http::verb, string_view method, string_view target, int version,
                         error_code& ec) override;
    void on_field_impl(field name, string_view name_text, string_view value, error_code& ec) override;
    void on_header_impl(error_code& ec) override;
    void on_chunk_header_impl(std::uint64_t size, string_view extensions, error_code& ec) override;
    std::size_t on_chunk_body_impl(std::uint64_t missing, string_view bytes, error_code&) override;
    void on_response_impl(int, string_view, int, error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(string_view bytes, error_code&) override { return bytes.size(); }
    void on_finish_impl(error_code&) override {}

    void read(field name, std::string_view value);
    void refuse(unsigned with, error_code& ec);

    request_message& message_;
    std::string& body_;
    const request_limits& limits_;
    unsigned status_ = 0;
    bool header_done_ = false;
    bool any_chunk_ = false;
    std::uint64_t extension_bytes_ = 0;
    std::uint64_t chunk_bytes_missing_ = 0;
};

} // namespace srcip::echoserver
