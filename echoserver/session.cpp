#include "echoserver/session.hpp"

#include "echoserver/handler.hpp"
#include "echoserver/negotiation.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <array>

namespace srcip::echoserver {
namespace {

using std::chrono::milliseconds;

constexpr unsigned answers_in_a_row = 16; // then the thread's other connections have their turn
constexpr int linger_extensions = 6;      // a client that keeps sending may use its linger time so often

milliseconds time_for(std::uint64_t bytes, std::uint64_t bytes_per_second) {
    return milliseconds(static_cast<std::int64_t>(bytes * 1000 / bytes_per_second));
}

} // namespace

session::session(tcp_socket socket, const ip_endpoint& peer, session_environment& environment)
    : environment_(environment)
    , transport_(std::move(socket))
    , peer_(peer)
    , accepted_at_(coarse_now()) {
    environment.sessions.add(*this);
}

session::~session() { release_workspace(); }

void session::release_workspace() {
    if (workspace_)
        environment_.workspaces.give_back(std::move(workspace_));
}

session::step session::work() {
    if (timed_out_)
        time_out();
    for (unsigned answers = 0; answers < answers_in_a_row;) {
        std::optional<step> wait;
        switch (phase_) {
        case phase::reading:
            wait = read_request();
            break;
        case phase::writing:
            wait = write_answer();
            ++answers;
            break;
        case phase::lingering:
            return linger();
        case phase::closed:
            return step::finished;
        }
        if (wait)
            return wait_for(*wait);
    }
    return step::yield;
}

std::optional<session::step> session::read_request() {
    if (!workspace_)
        workspace_ = environment_.workspaces.take();
    auto& parser = workspace_->parser;
    const auto progress = parser.advance();
    if (progress == request_parser::progress::refused) {
        refuse(parser.why());
        return {};
    }
    const bool with_continue = parser.take_continue();
    if (progress == request_parser::progress::complete) {
        answer(with_continue);
        return {};
    }
    if (!with_continue)
        return fill();
    prepend_continue(workspace_->out);
    phase_ = phase::writing;
    after_write_ = after_write::rest_of_request;
    return {};
}

std::optional<session::step> session::fill() {
    auto& parser = workspace_->parser;
    if (!drained_) {
        const auto room = parser.prepare();
        const auto read = transport_.read_some(room);
        if (read.status == io_status::done) {
            parser.commit(read.bytes);
            drained_ = read.bytes < room.size();
            return {};
        }
        if (read.status != io_status::would_block) {
            phase_ = phase::closed; // nothing complete is left unanswered
            return {};
        }
    }
    drained_ = false;
    if (parser.empty() && environment_.draining) {
        phase_ = phase::closed;
        return {};
    }
    return step::read;
}

void session::answer(bool with_continue) {
    const auto& parser = workspace_->parser;
    auto& out = workspace_->out;
    ++requests_;
    echo_report report;
    report.client_address = peer_.address;
    report.connection.peer = peer_;
    report.connection.request_number = requests_;
    report.request = parser.request();
    report.server = &environment_.identity;
    report.listening_port = environment_.listening_port;
    const bool keep_alive = parser.keep_alive() && !environment_.draining;
    const answer_context context{keep_alive, environment_.settings.strict_1_4, environment_.clock.date()};
    if (wants_json(report.request.headers)) {
        fill_facts(report.connection);
        answer_json(report, context, out);
    } else
        answer_text(report, context, out);
    if (with_continue)
        prepend_continue(out);
    phase_ = phase::writing;
    after_write_ = keep_alive ? after_write::next_request : after_write::close;
}

void session::fill_facts(connection_view& out) {
    const int handle = socket().native_handle();
    if (!facts_)
        facts_ = std::make_unique<connection_facts>(connection_facts{read_syn(handle), read_local_endpoint(handle)});
    out.local = facts_->local;
    out.syn = facts_->syn.syn;
    out.syn_unavailable = facts_->syn.unavailable;
    out.timing = read_timing(handle);
    out.age_ms = static_cast<std::uint64_t>((coarse_now() - accepted_at_).count());
}

void session::refuse(const refusal& why) {
    answer_refusal(why, workspace_->parser.request().method, environment_.clock.date(), workspace_->out);
    phase_ = phase::writing;
    after_write_ = after_write::linger;
    // The client of a body that is too long is still sending it; nginx keeps its side open meanwhile.
    half_close_ = why.status != 413;
    const auto missing = workspace_->parser.body_bytes_missing();
    linger_bytes_ = why.status == 413 && missing > 0 ? missing : UINT64_MAX;
}

std::optional<session::step> session::write_answer() {
    auto& out = workspace_->out;
    write_size_ = out.unwritten().size();
    while (!out.empty()) {
        const auto write = transport_.write_some(out.unwritten());
        if (write.status == io_status::would_block)
            return step::write;
        if (write.status != io_status::done) {
            phase_ = phase::closed;
            return {};
        }
        out.written(write.bytes);
    }
    out.clear();
    answered();
    return {};
}

void session::answered() {
    auto& parser = workspace_->parser;
    phase_ = phase::reading;
    switch (after_write_) {
    case after_write::rest_of_request:
        break;
    case after_write::next_request:
        parser.next();
        waiting_ = wait_kind::none;
        break;
    case after_write::close:
        parser.next();
        if (parser.started() || !drained_)
            start_linger(); // closing on bytes that were not read would reset the connection and lose the answer
        else
            phase_ = phase::closed;
        break;
    case after_write::linger:
        start_linger();
        break;
    }
}

void session::start_linger() {
    phase_ = phase::lingering;
    release_workspace();
    if (half_close_)
        transport_.shutdown_write();
}

session::step session::linger() {
    std::array<char, 4096> ignored;
    for (unsigned reads = 0; reads < answers_in_a_row && linger_bytes_ > 0; ++reads) {
        const auto read = transport_.read_some(ignored);
        if (read.status == io_status::would_block)
            return wait_for(step::read);
        if (read.status != io_status::done)
            return step::finished;
        linger_bytes_ -= std::min<std::uint64_t>(linger_bytes_, read.bytes);
    }
    return linger_bytes_ > 0 ? step::yield : step::finished;
}

session::wait_kind session::current_wait() const {
    if (phase_ == phase::lingering)
        return wait_kind::linger;
    if (phase_ == phase::writing)
        return wait_kind::write;
    if (workspace_->parser.in_body())
        return wait_kind::body;
    if (workspace_->parser.started())
        return wait_kind::header;
    return requests_ == 0 ? wait_kind::first_request : wait_kind::idle;
}

milliseconds session::allowance(wait_kind kind) const {
    const auto& timeouts = environment_.settings.timeouts;
    switch (kind) {
    case wait_kind::idle:
        return timeouts.keep_alive;
    case wait_kind::body:
        return timeouts.body + time_for(workspace_->parser.body_bytes_seen(), timeouts.min_rate);
    case wait_kind::write:
        return timeouts.write + time_for(write_size_, timeouts.min_rate);
    case wait_kind::linger:
        return timeouts.linger * linger_extensions;
    default:
        return timeouts.header;
    }
}

session::step session::wait_for(step what) {
    const auto now = coarse_now();
    const auto kind = current_wait();
    if (kind != waiting_)
        since_ = now;
    waiting_ = kind;
    deadline_ = since_ + allowance(kind);
    if (kind == wait_kind::linger)
        deadline_ = std::min(deadline_, now + environment_.settings.timeouts.linger);
    if (kind == wait_kind::idle || kind == wait_kind::first_request)
        release_workspace();
    return what;
}

void session::check_deadline(milliseconds now) {
    if (waiting_ == wait_kind::none || now < deadline_ || timed_out_)
        return;
    timed_out_ = true;
    transport_.cancel();
}

void session::time_out() {
    timed_out_ = false;
    const bool unfinished = phase_ == phase::reading && workspace_;
    waiting_ = wait_kind::none;
    if (unfinished)
        refuse({408, false});
    else
        phase_ = phase::closed;
}

awaitable<void> serve(std::unique_ptr<session> self) {
    while (true) {
        switch (self->work()) {
        case session::step::read:
            co_await self->socket().async_wait(tcp_socket::wait_read, with_error);
            break;
        case session::step::write:
            co_await self->socket().async_wait(tcp_socket::wait_write, with_error);
            break;
        case session::step::yield:
            co_await boost::asio::post(self->socket().get_executor(), with_error);
            break;
        case session::step::finished:
            co_return;
        }
    }
}

} // namespace srcip::echoserver
