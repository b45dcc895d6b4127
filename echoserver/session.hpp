#pragma once

#include "echoserver/asio_types.hpp"
#include "echoserver/http_clock.hpp"
#include "echoserver/options.hpp"
#include "echoserver/session_list.hpp"
#include "echoserver/socket_facts.hpp"
#include "echoserver/transport.hpp"
#include "echoserver/workspace.hpp"

#include <srcip/echo_report.hpp>

#include <chrono>
#include <memory>
#include <optional>

namespace srcip::echoserver {

/// What all sessions of a thread share. Outlives them.
struct session_environment {
    const options& settings;
    const server_identity& identity;
    std::uint16_t listening_port = 0;
    workspace_pool workspaces;
    http_clock clock{};
    session_list sessions{};
    bool draining = false; ///< answers say "Connection: close", idle connections end
};

/// One connection. work() does everything that can be done without waiting; serve() waits in between.
///
/// Deadlines cost no timer: before each wait the session notes when it is over, and the thread's ticker calls
/// check_deadline() now and then.
class session : public session_link {
  public:
    enum class step { read, write, yield, finished };

    session(tcp_socket socket, const ip_endpoint& peer, session_environment& environment);
    ~session();

    /// What must happen before it is worth calling work() again.
    step work();

    /// Ends the current wait when its time is up; what follows from that is work()'s.
    void check_deadline(std::chrono::milliseconds now);
    /// Ends the current wait, so that work() notices that the thread is draining.
    void wake() { transport_.cancel(); }
    /// Drops the connection.
    void abort() { transport_.close(); }

    tcp_socket& socket() { return transport_.socket(); }

  private:
    enum class phase { reading, writing, lingering, closed };
    /// What the deadline of the current wait is about.
    enum class wait_kind { none, first_request, idle, header, body, write, linger };
    enum class after_write { next_request, rest_of_request, close, linger };

    /// Facts that only JSON shows, read when first asked for.
    struct connection_facts {
        syn_facts syn;
        ip_endpoint local;
    };

    std::optional<step> read_request();
    std::optional<step> fill();
    std::optional<step> write_answer();
    step linger();
    step wait_for(step what);
    wait_kind current_wait() const;
    std::chrono::milliseconds allowance(wait_kind kind) const;
    void answer(bool with_continue);
    void refuse(const refusal& why);
    void answered();
    void start_linger();
    void time_out();
    void release_workspace();
    void fill_facts(connection_view& out);

    session_environment& environment_;
    transport transport_;
    std::unique_ptr<workspace> workspace_;
    std::unique_ptr<connection_facts> facts_;
    ip_endpoint peer_;
    std::uint64_t requests_ = 0;
    std::chrono::milliseconds accepted_at_;
    std::chrono::milliseconds since_{};       ///< when the current wait_kind began
    std::chrono::milliseconds deadline_{};    ///< of the current wait
    std::uint64_t write_size_ = 0;            ///< of the whole answer
    std::uint64_t linger_bytes_ = UINT64_MAX; ///< still worth reading after a refusal
    phase phase_ = phase::reading;
    wait_kind waiting_ = wait_kind::none;
    after_write after_write_ = after_write::next_request;
    bool half_close_ = true; ///< lingering starts with the end of our bytes
    bool drained_ = false;   ///< the last read took all there was
    bool timed_out_ = false;
};

/// Serves `self` until its connection ends.
awaitable<void> serve(std::unique_ptr<session> self);

} // namespace srcip::echoserver
