#include "echoserver/request_parser.hpp"

#include "echoserver/chunk_bounds.hpp"
#include "echoserver/request_grammar.hpp"
#include "echoserver/request_rules.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace srcip::echoserver {
namespace {

constexpr std::size_t staging_bytes = 16384; // for body bytes behind a header of the greatest length
constexpr std::size_t kept_body_capacity = 65536;

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

    void next() { start_at(in_); }

    void start_at(std::size_t position) {
        begin_ = position;
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
        if (end_ != 0) { // else it is as new: next() saw to it
            begin_ = end_ = 0;
            start();
        }
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
    request_message message_;
    std::string_view body_view_;
    std::string body_; ///< of a body that is chunked or too long for the buffer
    refusal why_;
    std::optional<request_grammar> grammar_;

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
        const auto space = line.find(' ');
        const auto first_word = line.substr(0, space);
        if (space != line.npos)
            message_.method = first_word; // the answer to a refused HEAD has no body either
        // Garbage is answered at once, not when its line ends. CR LF may still be cut in two.
        if (!is_method(first_word) && !line.empty() && line != "\r")
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
        boost::beast::error_code ec;
        in_ += grammar_->put(boost::asio::const_buffer(at(in_), to - in_), ec);
        if (!ec)
            return true;
        if (ec != boost::beast::http::error::need_more)
            refuse(grammar_->status() != 0 ? grammar_->status() : 400);
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

    bool may_feed_chunk() {
        if (grammar_->chunk_bytes_missing() > 0)
            return true;
        const auto chunk = judge_chunk(text(in_, end_), grammar_->any_chunk());
        if (chunk == chunk_state::bad_line)
            refuse(400);
        else if (chunk == chunk_state::trailer_too_long)
            refuse(431);
        return chunk == chunk_state::whole;
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

std::string_view request_parser::buffered() const {
    return {impl_->buffer_.data() + impl_->begin_, impl_->end_ - impl_->begin_};
}

void request_parser::discard(std::size_t bytes) { impl_->start_at(impl_->begin_ + bytes); }

request_view request_parser::request() const {
    const auto& message = impl_->message_;
    request_view out;
    out.method = message.method;
    out.target = message.target;
    out.version = message.version;
    out.headers = {message.fields.data(), message.field_count};
    out.host = message.host;
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
