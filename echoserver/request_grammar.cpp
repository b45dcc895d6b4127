#include "echoserver/request_grammar.hpp"

#include "echoserver/chunk_bounds.hpp"

namespace srcip::echoserver {
namespace {

namespace http = boost::beast::http;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

/// A field's value as it stands on the line, without surrounding spaces. nginx leaves tabs, Beast strips them too.
std::string_view raw_value(std::string_view name, boost::beast::string_view parsed) {
    const char* begin = name.data() + name.size() + 1;
    const char* end = parsed.empty() ? begin : parsed.data() + parsed.size();
    while (*end != '\r')
        ++end;
    while (begin != end && *begin == ' ')
        ++begin;
    while (begin != end && end[-1] == ' ')
        --end;
    return {begin, static_cast<std::size_t>(end - begin)};
}

} // namespace

request_grammar::request_grammar(request_message& to, std::string& body, const request_limits& limits)
    : message_(to)
    , body_(body)
    , limits_(limits) {
    body_limit(boost::none);  // judged by request_message::verdict and on_chunk_header_impl
    header_limit(UINT32_MAX); // judged by the request parser, line by line
    eager(false);
}

void request_grammar::on_request_impl(http::verb, string_view method, string_view target, int version, error_code& ec) {
    message_.method = view(method);
    message_.target = view(target);
    message_.version = static_cast<unsigned>(version);
    if (!is_method(message_.method) || !(is_target(message_.target) || message_.method == "CONNECT"))
        refuse(400, ec);
}

void request_grammar::on_field_impl(field name, string_view name_text, string_view value, error_code& ec) {
    if (header_done_)
        return; // a trailer: read to its end, never merged
    if (message_.field_count == max_fields)
        return refuse(431, ec);
    auto& out = message_.fields[message_.field_count++];
    out = {view(name_text), raw_value(view(name_text), value)};
    read(name, out.value);
}

void request_grammar::read(field name, std::string_view value) {
    switch (name) {
    case field::host:
        return message_.read_host(value);
    case field::content_length:
        return message_.read_length(value);
    case field::transfer_encoding:
        return message_.read_encoding(value);
    case field::connection:
        return message_.read_connection_wish(value);
    case field::expect:
        return message_.read_expect(value);
    default:
        return;
    }
}

void request_grammar::on_header_impl(error_code& ec) {
    header_done_ = true;
    if (const unsigned verdict = message_.verdict(limits_); verdict != 0)
        refuse(verdict, ec);
}

void request_grammar::on_chunk_header_impl(std::uint64_t size, string_view extensions, error_code& ec) {
    extension_bytes_ += extensions.size();
    if (extension_bytes_ > max_extension_bytes)
        return refuse(400, ec);
    chunk_bytes_missing_ = size;
    any_chunk_ = true;
    if (size > limits_.max_body_bytes - body_.size())
        refuse(413, ec);
}

std::size_t request_grammar::on_chunk_body_impl(std::uint64_t missing, string_view bytes, error_code&) {
    chunk_bytes_missing_ = missing - bytes.size();
    body_.append(bytes.data(), bytes.size());
    return bytes.size();
}

void request_grammar::refuse(unsigned with, error_code& ec) {
    status_ = with;
    ec = http::error::bad_value;
}

} // namespace srcip::echoserver
