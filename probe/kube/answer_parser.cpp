#include "probe/kube/answer_parser.hpp"

#include <boost/system/errc.hpp>

#include <algorithm>

namespace srcip::probe::kube {

namespace {

namespace http = boost::beast::http;

void keep_first(std::string& field, boost::beast::string_view value) {
    if (field.empty())
        field.assign(value.data(), value.size());
}

} // namespace

answer_parser::answer_parser(const connection_limits& limits, body_sink* sink)
    : sink_(sink)
    , max_error_body_(limits.max_error_body) {
    header_limit(32 * 1024);
    body_limit(limits.max_body);
    eager(true);
}

void answer_parser::on_response_impl(int status, text /*reason*/, int /*version*/, error_code& /*ec*/) {
    answer_.status = static_cast<unsigned>(status);
}

void answer_parser::on_field_impl(http::field name, text /*name*/, text value, error_code& /*ec*/) {
    if (name == http::field::content_type)
        keep_first(answer_.content_type, value);
    else if (name == http::field::location)
        keep_first(answer_.location, value);
    else if (name == http::field::retry_after)
        keep_first(answer_.retry_after, value);
}

std::size_t answer_parser::take(text bytes, error_code& ec) {
    if (bytes.empty())
        return 0;
    if (answer_.status != 200) {
        const std::size_t room = max_error_body_ - std::min(max_error_body_, answer_.body.size());
        answer_.body.append(bytes.data(), std::min(room, bytes.size()));
        return bytes.size();
    }
    if (const auto written = sink_->write({bytes.data(), bytes.size()}); !written) {
        refused_ = written.error();
        ec = make_error_code(boost::system::errc::operation_canceled);
    }
    return bytes.size();
}

} // namespace srcip::probe::kube
