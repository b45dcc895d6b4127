#pragma once

#include <srcip/client_address.hpp>

#include <array>
#include <atomic>
#include <cstdint>

namespace srcip::echoserver {

/// A number that one thread counts up and any thread reads: no lock, no locked instruction.
class counter {
  public:
    void add(std::uint64_t n = 1) {
        value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
    }
    std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

  private:
    std::atomic<std::uint64_t> value_ = 0;
};

/// How the beginning of a connection was judged.
enum class proxy_outcome { absent, v1, v2, local, rejected, missing, timed_out };
inline constexpr std::size_t proxy_outcomes = 7;

enum class listener_kind { http, https, admin };
inline constexpr std::size_t listener_kinds = 3;

inline constexpr std::size_t client_address_sources = 5;
inline constexpr unsigned status_codes = 600;

/// What one thread counts. Everything only grows.
struct traffic_counters {
    std::array<counter, listener_kinds> accepted{}; ///< connections
    std::array<counter, listener_kinds> closed{};
    counter shed{};          ///< connections over the cap, answered 503 or dropped
    counter accept_errors{}; ///< accept() that failed for want of something
    counter failed_handshakes{};
    std::array<counter, status_codes> requests{}; ///< by status
    counter bytes_received{};
    counter bytes_sent{};
    std::array<counter, proxy_outcomes> proxy{};
    std::array<counter, client_address_sources> client_address_from{};
    counter contradictions{}; ///< forwarding fields of trusted peers that cannot both be right
    counter udp_answered{};
    counter udp_ignored{}; ///< datagrams that are no command

    template <class Array, class Enum>
    static counter& at(Array& counters, Enum which) {
        return counters[static_cast<std::size_t>(which)];
    }
};

} // namespace srcip::echoserver
