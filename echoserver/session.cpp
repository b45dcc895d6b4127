#include "echoserver/session.hpp"

#include "echoserver/agnhost.hpp"
#include "echoserver/handler.hpp"
#include "echoserver/proxy_preface.hpp"

#include <algorithm>
#include <array>

namespace srcip::echoserver {
namespace {

// Then the thread's other connections have their turn.
constexpr unsigned answers_in_a_row = 16;
constexpr std::uint64_t bytes_in_a_row = 256U << 10;

} // namespace

session::session(owned_socket socket, const ip_endpoint& peer, const entrance& through, connection_budget::place place,
                 session_environment& environment)
    : environment_(environment)
    , transport_(std::move(socket))
    , facts_(peer, environment.shared.settings.trust)
    , place_(std::move(place))
    , entrance_(through) {
    if (!place_)
        turn_away();
    else if (through.kind == listener_kind::admin)
        phase_ = phase::reading;
    traffic_counters::at(environment.counters.accepted, through.kind).add(); // last, as in turn_away()
}

session::~session() {
    environment_.turned_away -= place_ ? 0 : 1;
    release_workspace();
    traffic_counters::at(environment_.counters.closed, entrance_.kind).add();
}

void session::take_workspace() {
    if (!workspace_)
        workspace_ = environment_.workspaces.take();
}

void session::release_workspace() {
    if (workspace_)
        environment_.workspaces.give_back(std::move(workspace_));
}

bool session::is_leaving() const {
    return environment_.shared.stage.load(std::memory_order_relaxed) != service_stage::serving;
}

/// A connection that has just been made is about to bring its first request: that one is still answered.
bool session::is_closing() const {
    constexpr std::chrono::milliseconds fresh{1'000};
    if (environment_.shared.stage.load(std::memory_order_relaxed) != service_stage::closing)
        return false;
    return requests_ > 0 || coarse_now() - facts_.accepted_at() >= fresh;
}

session::step session::work() {
    if (timed_out_)
        time_out();
    const auto& received = environment_.counters.bytes_received;
    const auto enough = received.value() + bytes_in_a_row;
    for (unsigned answers = 0; answers < answers_in_a_row && received.value() < enough;) {
        if (phase_ == phase::closed)
            return step::finished;
        answers += phase_ == phase::writing ? 1 : 0;
        if (const auto wait = advance())
            return *wait == step::finished ? step::finished : wait_for(*wait);
    }
    return phase_ == phase::closed ? step::finished : wait_for(step::yield);
}

std::optional<session::step> session::advance() {
    switch (phase_) {
    case phase::preface:
        return read_preface();
    case phase::handshake:
        return handshake();
    case phase::reading:
        return read_request();
    case phase::writing:
        return write_answer();
    case phase::lingering:
        return linger();
    case phase::closed:
        break;
    }
    return step::finished;
}

std::optional<session::step> session::read_request() {
    take_workspace();
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
    start_writing(after_write::rest_of_request);
    return {};
}

session::step session::wait_or_close(const io_result& result) {
    if (result.status == io_status::wants_read)
        return result.drained ? step::read : step::yield; // what is left to read raises no event any more
    if (result.status == io_status::wants_write)
        return step::write;
    phase_ = phase::closed; // nothing complete is left unanswered
    return step::finished;
}

std::optional<session::step> session::fill() {
    auto& parser = workspace_->parser;
    auto wait = step::read;
    if (!drained_ || hung_up_) { // bytes and the end behind them may have come with one event
        const auto read = transport_.read_some(parser.prepare());
        if (read.status == io_status::done) {
            if (!parser.started() && environment_.shared.settings.log.access != access_log_mode::off)
                began_ = std::chrono::steady_clock::now();
            parser.commit(read.bytes);
            environment_.counters.bytes_received.add(read.bytes);
            drained_ = read.drained;
            return {};
        }
        wait = wait_or_close(read);
    }
    drained_ = false;
    if (phase_ != phase::closed && parser.empty() && is_closing())
        phase_ = phase::closed;
    if (phase_ == phase::closed)
        return {};
    return wait;
}

void session::start_writing(after_write then) {
    phase_ = phase::writing;
    after_write_ = then;
    write_size_ = workspace_->out.unwritten().size();
}

std::optional<session::step> session::write_answer() {
    auto& out = workspace_->out;
    while (!out.empty()) {
        const auto write = transport_.write_some(out.unwritten());
        if (write.status != io_status::done)
            return wait_or_close(write);
        environment_.counters.bytes_sent.add(write.bytes);
        wrote_ = true;
        out.written(write.bytes);
    }
    out.clear();
    if (after_write_ != after_write::rest_of_request)
        log_answer();
    if (exit_wish_)
        environment_.shared.on_exit_wish(*exit_wish_);
    exit_wish_.reset();
    answered();
    if (phase_ == phase::reading && workspace_->parser.empty())
        return fill(); // there is nothing to parse yet
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
        if (read.status != io_status::done)
            return wait_or_close(read);
        linger_bytes_ -= std::min<std::uint64_t>(linger_bytes_, read.bytes);
    }
    return linger_bytes_ > 0 ? step::yield : step::finished;
}

} // namespace srcip::echoserver
