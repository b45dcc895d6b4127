#pragma once

#include <srcip/address.hpp>
#include <srcip/echo_answer.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace srcip::probe {

/// How one attempt to talk to a path ended.
enum class contact {
    answered, ///< an echo answer was read
    timeout,  ///< no TCP connection within the connect timeout
    refused,  ///< ECONNREFUSED: RST or ICMP port unreachable
    reset,    ///< connected, then reset or closed before an answer
    hang,     ///< connected, then no (whole) answer within the timeout
    not_echo, ///< a whole answer, but no echo server's
    error,    ///< anything else: no route, no permission, out of sockets
};

/// One of several connections of a path, as far as it differs from the others: who answered, which source it saw.
struct sample {
    std::string server;               ///< the pod "namespace/name" or host name that answered, by its own account
    std::optional<ip_address> client; ///< what it took for the client
    unsigned count = 1;               ///< how many connections came out like this

    friend bool operator==(const sample&, const sample&) = default;
};

/// What one attempt saw.
struct observation {
    probe::contact contact = probe::contact::error;
    std::string detail;               ///< for people: the error, the status line …; may hold any byte
    std::optional<ip_endpoint> local; ///< our end of the connection, when there was one
    std::uint16_t marker_mss = 0;     ///< the MSS our SYN announced, bytes; 0 when none could be set
    std::optional<echo_answer> answer;
    std::chrono::microseconds elapsed{0};
    unsigned attempts = 1; ///< how often the path was tried until this observation
    /// --attempts: everything distinct that answered connections saw, sorted by server, then client. One connection
    /// makes one sample; none when nothing answered.
    std::vector<sample> samples;
};

} // namespace srcip::probe
