#pragma once

#include "echoserver/metrics.hpp"
#include "echoserver/options.hpp"

#include <srcip/echo_report.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace srcip::echoserver {

class access_log;
struct agnhost_exit;
class tls_context;

/// How many connections too many are told so at a time, by each thread; those beyond them are closed without a word.
inline constexpr std::size_t most_turned_away = 16;
/// Probes and scrapers come one at a time; they must be answered when everybody else is turned away.
inline constexpr std::size_t most_admin_connections = 64;

/// How many connections there may be, and are: of all threads.
class connection_budget {
  public:
    /// One connection's place; empty when there was none left. Given back when it goes.
    class place {
      public:
        place() = default;
        place(place&& other) noexcept
            : of_(std::exchange(other.of_, nullptr)) {}
        place& operator=(place&&) = delete;
        ~place() {
            if (of_ != nullptr)
                of_->open_.fetch_sub(1, std::memory_order_relaxed);
        }
        explicit operator bool() const { return of_ != nullptr; }

      private:
        friend class connection_budget;
        explicit place(connection_budget& of)
            : of_(&of) {}
        connection_budget* of_ = nullptr;
    };

    explicit connection_budget(std::size_t most)
        : most_(most) {}

    place take() {
        if (open_.fetch_add(1, std::memory_order_relaxed) < most_)
            return place(*this);
        open_.fetch_sub(1, std::memory_order_relaxed);
        return {};
    }

  private:
    std::atomic<std::size_t> open_ = 0;
    std::size_t most_;
};

/// The way out: nobody new is sent to a server that is leaving, but those who come are served; a closing one takes
/// nobody any more.
enum class service_stage { serving, leaving, closing };

/// What all threads share. Outlives them.
struct service {
    service(const options& chosen, const server_identity& who, std::size_t most_connections);
    ~service();

    options settings;
    server_identity identity;
    connection_budget connections;
    connection_budget admin_connections;
    std::unique_ptr<tls_context> tls; ///< null without a TLS listener
    std::unique_ptr<access_log> requests;
    std::atomic<service_stage> stage = service_stage::serving;
    std::atomic<std::chrono::milliseconds> grace_period;
    std::atomic<std::chrono::milliseconds> grace_end{std::chrono::milliseconds::max()}; ///< by coarse_now(); for all
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
    std::function<void(const agnhost_exit&)> on_exit_wish; ///< a client that may do so wants the server to end
    std::vector<const traffic_counters*> counters;         ///< of every thread; complete before the first one starts
};

} // namespace srcip::echoserver
