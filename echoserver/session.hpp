#pragma once

#include "echoserver/access_log.hpp"
#include "echoserver/connection_facts.hpp"
#include "echoserver/http_clock.hpp"
#include "echoserver/log_limit.hpp"
#include "echoserver/service.hpp"
#include "echoserver/text_head.hpp"
#include "echoserver/transport.hpp"
#include "echoserver/workspace.hpp"

#include <chrono>
#include <memory>
#include <optional>

namespace srcip::echoserver {

enum class answer_form;
struct agnhost_exit;
struct answer_context;
struct preface;

/// What all sessions of a thread share. Outlives them.
struct session_environment {
    /// `thread` counts from 0 to `threads` - 1.
    session_environment(service& all, unsigned thread, unsigned threads)
        : shared(all)
        , workspaces(all.settings.limits)
        , log(*all.requests, all.settings.log, thread, threads)
        , heads(all.settings.text) {}

    service& shared;
    workspace_pool workspaces;
    access_log_writer log;
    http_clock clock{};
    text_heads heads;
    traffic_counters counters{};
    std::size_t turned_away = 0; ///< sessions that only say that there are too many
    log_limit refusals{};        ///< of lines about connections that were refused before their first request
};

/// Which door a connection came through.
struct entrance {
    listener_kind kind = listener_kind::http;
    std::uint16_t port = 0;
};

/// One connection. work() does everything that can be done without waiting; the thread's session_loop calls it again
/// when the socket has something to say.
///
/// Deadlines cost no timer: before each wait the session notes when it is over, and the thread's ticker calls
/// check_deadline() now and then.
class session {
  public:
    /// What must happen before it is worth calling work() again: something on the socket, everybody else's turn, or
    /// nothing ever.
    enum class step { read, write, yield, finished };

    /// Without a place, because there are too many connections already, it says so and ends.
    session(owned_socket socket, const ip_endpoint& peer, const entrance& through, connection_budget::place place,
            session_environment& environment);
    ~session();

    step work();

    /// The socket has something to read, whatever the last read said.
    void readable() { drained_ = false; }
    /// Whether work() should be called although the socket says nothing: the current wait's time is up, and work() ends
    /// it, or the service is closing.
    bool check_deadline(std::chrono::milliseconds now);
    /// The other side has ended, or the connection is broken: there is always something to read, if only that.
    void hung_up() { hung_up_ = true; }
    /// The next work() drops the connection.
    void abort() { phase_ = phase::closed; }

    int handle() const { return transport_.handle(); }

  private:
    enum class phase { preface, handshake, reading, writing, lingering, closed };
    /// What the deadline of the current wait is about.
    enum class wait_kind { none, preface, handshake, first_request, idle, header, body, write, linger };
    enum class after_write { next_request, rest_of_request, close, linger };

    // session.cpp: from bytes to bytes
    std::optional<step> advance();
    std::optional<step> read_request();
    std::optional<step> fill();
    void start_writing(after_write then);
    std::optional<step> write_answer();
    step linger();
    step wait_or_close(const io_result& result);
    void answered();
    void start_linger();
    void take_workspace();
    void release_workspace();
    bool is_leaving() const;
    bool is_closing() const;

    // session_opening.cpp: what stands before the first request
    std::optional<step> read_preface();
    std::optional<step> judge_preface(preface& judged);
    std::optional<step> peek_preface(preface& judged);
    void settle_preface(preface& judged);
    void refuse_connection(preface& judged);
    std::optional<step> handshake();
    void handshake_failed();

    // session_answer.cpp: the answers
    void answer(bool with_continue);
    unsigned answer_admin(bool keep_alive);
    std::optional<unsigned> answer_compatibly(bool keep_alive);
    unsigned answer_echo(bool keep_alive);
    void answer_with_evidence(echo_report& report, answer_form form, const answer_context& context);
    void refuse(const refusal& why);
    void turn_away();
    void count(unsigned status);
    void log_answer();

    // session_deadline.cpp
    bool write_moves(std::chrono::milliseconds now);
    step wait_for(step what);
    wait_kind current_wait() const;
    std::chrono::milliseconds allowance(wait_kind kind) const;
    void time_out();

    session_environment& environment_;
    transport transport_;
    std::unique_ptr<workspace> workspace_;
    connection_facts facts_;
    connection_budget::place place_;
    entrance entrance_;
    phase phase_ = phase::preface;
    wait_kind waiting_ = wait_kind::none;
    after_write after_write_ = after_write::next_request;
    bool half_close_ = true; ///< lingering starts with the end of our bytes
    bool drained_ = false;   ///< the last read took all there was
    bool hung_up_ = false;
    bool timed_out_ = false;
    bool wrote_ = false;     ///< since the last wait
    std::size_t unsent_ = 0; ///< when the current write was last looked at
    unsigned status_ = 0;    ///< of the answer that is being written
    std::uint64_t requests_ = 0;
    std::chrono::steady_clock::time_point began_{}; ///< the current request; only when requests are logged
    std::unique_ptr<agnhost_exit> exit_wish_;       ///< of the request whose answer is being written
    std::chrono::milliseconds since_{};             ///< when the current wait_kind began
    std::chrono::milliseconds deadline_{};          ///< of the current wait
    std::uint64_t write_size_ = 0;                  ///< of the whole answer
    std::uint64_t linger_bytes_ = UINT64_MAX;       ///< still worth reading after a refusal
};

} // namespace srcip::echoserver
