#include "probe/http_answer.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <optional>

namespace srcip::probe {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::beast::error_code;

/// Beast's parser with nowhere to store fields: an echo's body says all that we want to know.
class response_reader final : public http::basic_parser<false> {
  public:
    explicit response_reader(std::string& body)
        : body_(body) {}
    int status() const { return status_; }

  private:
    void on_request_impl(http::verb, boost::beast::string_view, boost::beast::string_view, int, error_code&) override {}
    void on_response_impl(int status, boost::beast::string_view, int, error_code&) override { status_ = status; }
    void on_field_impl(http::field, boost::beast::string_view, boost::beast::string_view, error_code&) override {}
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(boost::beast::string_view bytes, error_code&) override { return keep(bytes); }
    void on_chunk_header_impl(std::uint64_t, boost::beast::string_view, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, boost::beast::string_view bytes, error_code&) override {
        return keep(bytes);
    }
    void on_finish_impl(error_code&) override {}

    std::size_t keep(boost::beast::string_view bytes) {
        body_.append(bytes.data(), bytes.size());
        return bytes.size();
    }

    std::string& body_;
    int status_ = 0;
};

} // namespace

struct http_answer::impl {
    explicit impl(const answer_limits& given)
        : limits(given) {
        restart();
    }

    void restart() {
        reader.emplace(body);
        reader->header_limit(static_cast<std::uint32_t>(limits.header_bytes));
        reader->body_limit(limits.body_bytes);
        reader->eager(true);
    }

    answer_state fail(std::string why) {
        failure = std::move(why);
        return state = answer_state::failed;
    }

    std::string describe(const error_code& error) const {
        if (error == http::error::body_limit)
            return "the answer's body is larger than " + std::to_string(limits.body_bytes) + " bytes";
        if (error == http::error::header_limit)
            return "the answer's header is larger than " + std::to_string(limits.header_bytes) + " bytes";
        if (error == http::error::partial_message)
            return "closed in the middle of the answer";
        if (reader->status() != 0)
            return "broken HTTP: " + error.message();
        return "no HTTP but \"" + pending.substr(0, 40) + '"';
    }

    /// An informational message is followed by another one (RFC 9110 section 15.2).
    bool skip_informational() {
        if (reader->status() < 100 || reader->status() > 199 || reader->status() == 101)
            return false;
        ++informational;
        restart();
        return true;
    }

    answer_state advance() {
        while (!pending.empty()) {
            error_code error;
            const auto used = reader->put(asio::buffer(pending), error);
            if (error == http::error::need_more) {
                pending.erase(0, used);
                return state = answer_state::more;
            }
            if (error)
                return fail(describe(error));
            pending.erase(0, used);
            if (reader->is_done() && !skip_informational())
                return state = answer_state::done;
            if (informational > limits.informational)
                return fail("an endless row of 1xx answers");
            if (used == 0)
                break;
        }
        return state = answer_state::more;
    }

    answer_limits limits;
    std::optional<response_reader> reader;
    std::string pending; ///< came, but makes no whole element yet
    std::string body;
    std::string failure;
    std::size_t total = 0;
    unsigned informational = 0;
    answer_state state = answer_state::more;
};

http_answer::http_answer(const answer_limits& limits)
    : impl_(std::make_unique<impl>(limits)) {}
http_answer::~http_answer() = default;
http_answer::http_answer(http_answer&&) noexcept = default;
http_answer& http_answer::operator=(http_answer&&) noexcept = default;

answer_state http_answer::put(std::string_view bytes) {
    if (impl_->state != answer_state::more)
        return impl_->state;
    impl_->total += bytes.size();
    if (impl_->total > impl_->limits.total_bytes)
        return impl_->fail("an endless answer");
    impl_->pending += bytes;
    // Beast looks for the header's end in all of it, again with every piece, and limits only what it has found.
    if (!impl_->reader->is_header_done() && impl_->pending.size() > impl_->limits.header_bytes &&
        impl_->pending.find("\r\n\r\n") > impl_->limits.header_bytes)
        return impl_->fail("the answer's header is larger than " + std::to_string(impl_->limits.header_bytes) +
                           " bytes");
    return impl_->advance();
}

answer_state http_answer::put_eof() {
    if (impl_->state != answer_state::more)
        return impl_->state;
    if (!started())
        return impl_->fail("closed without an answer");
    error_code error;
    impl_->reader->put_eof(error);
    if (error)
        return impl_->fail(impl_->describe(error));
    if (!impl_->reader->is_done())
        return impl_->fail("closed in the middle of the answer");
    return impl_->state = answer_state::done;
}

bool http_answer::started() const { return impl_->total != 0; }
int http_answer::status() const { return impl_->reader->is_header_done() ? impl_->reader->status() : 0; }
const std::string& http_answer::body() const { return impl_->body; }
const std::string& http_answer::failure() const { return impl_->failure; }

} // namespace srcip::probe
