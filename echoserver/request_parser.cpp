#include "echoserver/request_parser.hpp"

#include "echoserver/request_rules.hpp"

#include <srcip/ascii.hpp>

#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace srcip::echoserver {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

constexpr std::size_t staging_bytes = 16384;       // for body bytes behind a header of the greatest length
constexpr std::size_t max_chunk_line_bytes = 4096; // chunk size, extensions and CRLF
constexpr std::size_t max_trailer_bytes = 8192;
constexpr std::uint64_t max_extension_bytes = 16384; // of all chunks of a body together
constexpr std::size_t kept_body_capacity = 65536;

std::string_view view(string_view text) { return {text.data(), text.size()}; }

/// What the fields say about the message, gathered while they are read.
struct message {
    std::string_view method;
    std::string_view target;
    unsigned version = 11;
    std::array<header_field, max_fields> fields;
    std::size_t field_count = 0;
    unsigned hosts = 0;
    unsigned lengths = 0;
    unsigned encodings = 0;
    bool host_is_valid = true;
    bool chunked = false; ///< the last Transfer-Encoding is exactly "chunked"
    bool expects_continue = false;
    bool expects_other = false;
    connection_wish wish = connection_wish::none;
    std::uint64_t length = 0;
    bool length_is_valid = true;

    void clear() {
        method = target = {};
        field_count = 0;
        hosts = lengths = encodings = 0;
        host_is_valid = length_is_valid = true;
        chunked = expects_continue = expects_other = false;
        wish = connection_wish::none;
        length = 0;
    }

    void read_length(std::string_view value) {
        ++lengths;
        constexpr std::uint64_t most = INT64_MAX;
        length_is_valid = is_decimal(value);
        for (const char c : value) {
            const auto digit = static_cast<std::uint64_t>(c - '0');
            if (!length_is_valid || length > (most - digit) / 10) {
                length_is_valid = false;
                return;
            }
            length = length * 10 + digit;
        }
    }

    void read_expect(std::string_view value) {
        const bool known = ascii_iequals(value, "100-continue");
        expects_continue = expects_continue || known;
        expects_other = expects_other || (!known && !value.empty());
    }

    void read(http::field name, std::string_view value) {
        switch (name) {
        case http::field::host:
            ++hosts;
            host_is_valid = is_host(value);
            break;
        case http::field::content_length:
            read_length(value);
            break;
        case http::field::transfer_encoding:
            ++encodings;
            chunked = ascii_iequals(value, "chunked");
            break;
        case http::field::connection:
            if (const auto asked = read_connection(value); asked != connection_wish::none)
                wish = asked;
            break;
        case http::field::expect:
            read_expect(value);
            break;
        default:
            break;
        }
    }

    /// The status that refuses this header, or 0. nginx's order, with robustness before it.
    unsigned verdict(const request_limits& limits) const {
        if ((version == 11 && hosts == 0) || hosts > 1 || !host_is_valid)
            return 400;
        if (lengths > 1 || !length_is_valid || encodings > 1)
            return 400;
        if (encodings == 1 && (version == 10 || lengths == 1))
            return 400;
        if (encodings == 1 && !chunked)
            return 501;
        if (method == "TRACE" || method == "CONNECT")
            return 405;
        if (version == 11 && expects_other)
            return 417;
        return length > limits.max_body_bytes ? 413 : 0;
    }
};

/// A field's value as it stands on the line, without surrounding spaces. nginx leaves tabs, Beast strips them too.
std::string_view raw_value(std::string_view name, string_view parsed) {
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

/// Beast's parser, its findings in a message and a body.
class grammar final : public http::basic_parser<true> {
  public:
    grammar(message& to, std::string& body, const request_limits& limits)
        : message_(to)
        , body_(body)
        , limits_(limits) {
        body_limit(boost::none);  // judged by message::verdict and on_chunk_header_impl
        header_limit(UINT32_MAX); // judged by the line scan
        eager(false);
    }

    unsigned status = 0; ///< set by a callback that refuses
    std::uint64_t chunk_bytes_missing() const { return chunk_bytes_missing_; }
    bool any_chunk() const { return any_chunk_; }

  private:
    void on_request_impl(http::verb, string_view method, string_view target, int version, error_code& ec) override {
        message_.method = view(method);
        message_.target = view(target);
        message_.version = static_cast<unsigned>(version);
        const bool answerable =
            is_method(message_.method) && (is_target(message_.target) || message_.method == "CONNECT");
        if (!answerable)
            refuse(400, ec);
    }

    void on_field_impl(http::field name, string_view name_text, string_view value, error_code& ec) override {
        if (header_done_)
            return; // a trailer: read to its end, never merged
        if (message_.field_count == max_fields)
            return refuse(431, ec);
        auto& field = message_.fields[message_.field_count++];
        field = {view(name_text), raw_value(view(name_text), value)};
        message_.read(name, field.value);
    }

    void on_header_impl(error_code& ec) override {
        header_done_ = true;
        if (const unsigned verdict = message_.verdict(limits_); verdict != 0)
            refuse(verdict, ec);
    }

    void on_chunk_header_impl(std::uint64_t size, string_view extensions, error_code& ec) override {
        extension_bytes_ += extensions.size();
        if (extension_bytes_ > max_extension_bytes)
            return refuse(400, ec);
        chunk_bytes_missing_ = size;
        any_chunk_ = true;
        if (size > limits_.max_body_bytes - body_.size())
            refuse(413, ec);
    }

    std::size_t on_chunk_body_impl(std::uint64_t missing, string_view bytes, error_code&) override {
        chunk_bytes_missing_ = missing - bytes.size();
        body_.append(bytes.data(), bytes.size());
        return bytes.size();
    }

    void on_response_impl(int, string_view, int, error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(string_view bytes, error_code&) override { return bytes.size(); }
    void on_finish_impl(error_code&) override {}

    void refuse(unsigned with, error_code& ec) {
        status = with;
        ec = http::error::bad_value;
    }

    message& message_;
    std::string& body_;
    const request_limits& limits_;
    bool header_done_ = false;
    std::uint64_t extension_bytes_ = 0;
    std::uint64_t chunk_bytes_missing_ = 0;
    bool any_chunk_ = false;
};

} // namespace

/// begin_ … header_end_ … in_ … end_ in one buffer: the header stays where it is while the body passes behind it.
class request_parser::impl {
  public:
    explicit impl(const request_limits& limits)
        : limits_(limits)
        , buffer_(2 * limits.max_header_bytes + staging_bytes) {}

    std::span<char> prepare() { return {buffer_.data() + end_, buffer_.size() - end_}; }

    progress advance() {
        if (state_ == state::line || state_ == state::fields)
            read_header();
        if (state_ == state::fixed_body)
            read_fixed_body();
        if (state_ == state::chunked_body)
            read_chunks();
        return state_ == state::complete  ? progress::complete
               : state_ == state::refused ? progress::refused
                                          : progress::need_more;
    }

    void next() {
        begin_ = in_;
        if (begin_ == end_)
            begin_ = end_ = 0;
        else if (begin_ > limits_.max_header_bytes)
            move_down(begin_, 0), begin_ = 0;
        start();
    }

    void start() {
        in_ = header_end_ = line_ = scan_ = begin_;
        state_ = state::line;
        first_line_ = line_too_long_ = continue_taken_ = false;
        seen_ = 0;
        message_.clear();
        body_view_ = {};
        body_.clear();
        why_ = {};
        grammar_.reset();
    }

    void reset() {
        begin_ = end_ = 0;
        start();
        if (body_.capacity() > kept_body_capacity)
            std::string().swap(body_);
    }

    enum class state { line, fields, fixed_body, chunked_body, complete, refused };

    request_limits limits_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0;      ///< where the current message starts
    std::size_t end_ = 0;        ///< behind the last byte that came
    std::size_t header_end_ = 0; ///< behind the header, once it is complete
    std::size_t in_ = 0;         ///< behind the last byte that is understood
    std::size_t line_ = 0;       ///< where the line being scanned starts
    std::size_t scan_ = 0;       ///< behind the last byte scanned for line ends
    state state_ = state::line;
    bool first_line_ = false; ///< the request line is understood
    bool line_too_long_ = false;
    bool continue_taken_ = false;
    std::uint64_t seen_ = 0; ///< body bytes that are no longer in the buffer
    message message_;
    std::string_view body_view_;
    std::string body_; ///< of a body that is chunked or too long for the buffer
    refusal why_;
    std::optional<grammar> grammar_;

  private:
    char* at(std::size_t position) { return buffer_.data() + position; }
    std::string_view text(std::size_t from, std::size_t to) { return {at(from), to - from}; }

    void move_down(std::size_t from, std::size_t to) {
        std::memmove(at(to), at(from), end_ - from);
        end_ -= from - to;
    }

    void refuse(unsigned status, bool field_line_too_long = false) {
        why_ = {status, field_line_too_long};
        state_ = state::refused;
    }

    /// Empty lines in front of a request (RFC 9112 section 2.2) count as part of its header's length only.
    void skip_empty_lines() {
        while (begin_ + 1 < end_ && *at(begin_) == '\r' && *at(begin_ + 1) == '\n' &&
               begin_ + 2 <= limits_.max_header_bytes)
            begin_ += 2;
        in_ = line_ = begin_;
        scan_ = std::max(scan_, begin_);
    }

    /// Line by line over the raw bytes: what Beast does not judge, or not in time.
    void read_header() {
        if (!first_line_)
            skip_empty_lines();
        while (state_ == state::line || state_ == state::fields) {
            const auto* found = static_cast<const char*>(std::memchr(at(scan_), '\n', end_ - scan_));
            if (found == nullptr) {
                scan_ = end_;
                return judge_line();
            }
            scan_ = static_cast<std::size_t>(found - buffer_.data()) + 1;
            finished_line();
            line_ = scan_;
        }
    }

    /// The same checks in the same order whether the line is finished or not: the verdict does not depend on the
    /// pieces.
    void judge_line() {
        if (first_line_)
            judge_field_line();
        else
            judge_request_line(text(line_, scan_));
    }

    void judge_request_line(std::string_view line) {
        if (const auto space = line.find(' '); space != line.npos)
            message_.method = line.substr(0, space); // the answer to a refused HEAD has no body either
        if (!could_be_request_line(line))
            refuse(400);
        else if (line.size() > limits_.max_line_bytes)
            refuse(414);
    }

    void judge_field_line() {
        if (folds())
            refuse(400);
        else if (scan_ - begin_ > limits_.max_header_bytes)
            refuse(431);
    }

    /// Garbage is answered at once, not when its line ends. CR LF may still be cut in two.
    static bool could_be_request_line(std::string_view start) {
        if (start.empty() || start == "\r")
            return true;
        return is_method(start.substr(0, start.find(' ')));
    }

    /// A field line that starts with white space continues the one before it (RFC 9112 section 5.2, obs-fold).
    bool folds() { return line_ < end_ && (*at(line_) == ' ' || *at(line_) == '\t'); }

    void finished_line() {
        judge_line();
        if (state_ == state::refused)
            return;
        const auto length = scan_ - line_;
        if (length < 2 || *at(scan_ - 2) != '\r')
            return refuse(400);
        if (!first_line_)
            return finished_request_line();
        line_too_long_ = line_too_long_ || length > limits_.max_line_bytes;
        if (length == 2)
            finished_header();
    }

    void finished_request_line() {
        first_line_ = true;
        state_ = state::fields;
        grammar_.emplace(message_, body_, limits_);
        if (!feed(scan_) && state_ == state::refused && names_other_version(text(line_, scan_ - 2)))
            why_.status = why_.status == 400 ? 505 : why_.status;
    }

    void finished_header() {
        header_end_ = scan_;
        if (line_too_long_) // a longer header would have been a 431, whichever of its lines came first
            return refuse(400, true);
        if (!feed(header_end_))
            return;
        in_ = header_end_;
        if (message_.chunked)
            state_ = state::chunked_body;
        else if (message_.length > 0)
            state_ = state::fixed_body;
        else {
            state_ = state::complete;
            // A body of no bytes is still a body.
            body_view_ = message_.lengths == 1 ? text(in_, in_) : std::string_view();
        }
    }

    /// Gives Beast the bytes up to `to`. False when it wants more or the request is refused.
    bool feed(std::size_t to) {
        error_code ec;
        in_ += grammar_->put(boost::asio::const_buffer(at(in_), to - in_), ec);
        if (!ec)
            return true;
        if (ec != http::error::need_more)
            refuse(grammar_->status != 0 ? grammar_->status : 400);
        return false;
    }

    void read_fixed_body() {
        const auto missing = message_.length - body_.size();
        if (body_.empty() && header_end_ + message_.length <= buffer_.size()) {
            if (end_ - header_end_ < message_.length)
                return;
            in_ = header_end_ + static_cast<std::size_t>(message_.length);
            body_view_ = text(header_end_, in_);
            state_ = state::complete;
            return;
        }
        const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(missing, end_ - header_end_));
        body_.append(at(header_end_), taken);
        drop_body_bytes(header_end_ + taken);
        if (taken == missing)
            finish_body();
    }

    void read_chunks() {
        while (state_ == state::chunked_body && in_ < end_ && may_feed_chunk() && feed(end_))
            if (grammar_->is_done())
                finish_body();
        if (state_ == state::chunked_body || state_ == state::complete)
            drop_body_bytes(in_);
    }

    /// A chunk's line, or the last one with its trailer, goes to Beast only when it is whole: Beast 1.81 would wait for
    /// its end for ever, and asserts when it is asked again with less than five bytes of a last chunk.
    bool may_feed_chunk() {
        if (grammar_->chunk_bytes_missing() > 0)
            return true;
        const auto waiting = text(in_, end_);
        const bool behind_chunk = grammar_->any_chunk() && waiting.starts_with("\r\n");
        const auto line_feed = waiting.find('\n', behind_chunk ? 2 : 0);
        const auto line_end = line_feed == waiting.npos ? line_feed : line_feed - 1;
        if (line_feed != waiting.npos && (line_feed == 0 || waiting[line_end] != '\r'))
            return refuse(400), false;
        if (over(line_end, waiting.size(), 2, max_chunk_line_bytes))
            return refuse(400), false;
        if (line_end == waiting.npos || !is_last_chunk(waiting))
            return line_end != waiting.npos;
        const auto trailer_end = waiting.find("\r\n\r\n", line_end);
        if (over(trailer_end, waiting.size(), 4, max_trailer_bytes))
            return refuse(431), false;
        return trailer_end != waiting.npos;
    }

    /// Whether what stands before a mark of `mark_size` bytes is longer than `most`; an unfinished mark is not counted.
    static bool over(std::size_t found, std::size_t size, std::size_t mark_size, std::size_t most) {
        return found != std::string_view::npos ? found > most : size > most + mark_size - 1;
    }

    static bool is_last_chunk(std::string_view line) {
        if (line.starts_with("\r\n"))
            line.remove_prefix(2);
        const auto digits = line.find_first_not_of('0');
        return digits > 0 && digits != line.npos && !is_ascii_hex(line[digits]);
    }

    void finish_body() {
        state_ = state::complete;
        body_view_ = body_.empty() ? text(header_end_, header_end_) : std::string_view(body_);
    }

    void drop_body_bytes(std::size_t to) {
        seen_ += to - header_end_;
        move_down(to, header_end_);
        in_ = header_end_;
    }
};

request_parser::request_parser(const request_limits& limits)
    : impl_(std::make_unique<impl>(limits)) {}

request_parser::~request_parser() = default;

std::span<char> request_parser::prepare() { return impl_->prepare(); }

void request_parser::commit(std::size_t bytes) { impl_->end_ += bytes; }

request_parser::progress request_parser::advance() { return impl_->advance(); }

request_view request_parser::request() const {
    const auto& message = impl_->message_;
    request_view out;
    out.method = message.method;
    out.target = message.target;
    out.version = message.version;
    out.headers = {message.fields.data(), message.field_count};
    out.body = impl_->body_view_;
    return out;
}

bool request_parser::keep_alive() const {
    const auto& message = impl_->message_;
    return message.wish == connection_wish::keep_alive ||
           (message.wish == connection_wish::none && message.version == 11);
}

const refusal& request_parser::why() const { return impl_->why_; }

bool request_parser::take_continue() {
    using state = impl::state;
    const auto now = impl_->state_;
    const bool valid = now == state::fixed_body || now == state::chunked_body || now == state::complete;
    const bool wanted = valid && impl_->message_.expects_continue && impl_->message_.version == 11;
    return wanted && !std::exchange(impl_->continue_taken_, true);
}

bool request_parser::started() const { return impl_->end_ > impl_->begin_; }

bool request_parser::in_body() const {
    return impl_->state_ == impl::state::fixed_body || impl_->state_ == impl::state::chunked_body;
}

std::uint64_t request_parser::body_bytes_seen() const {
    return in_body() ? impl_->seen_ + (impl_->end_ - impl_->header_end_) : 0;
}

std::uint64_t request_parser::body_bytes_missing() const {
    const auto seen = impl_->seen_ + (impl_->end_ - impl_->header_end_);
    const auto length = impl_->message_.length;
    return impl_->header_end_ > impl_->begin_ && length > seen ? length - seen : 0;
}

bool request_parser::empty() const { return impl_->end_ == impl_->begin_ && !in_body(); }

void request_parser::next() { impl_->next(); }

void request_parser::reset() { impl_->reset(); }

} // namespace srcip::echoserver
