#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace srcip::echoserver {

/// How much a request may hold. What goes over is answered and the connection closed.
struct request_limits {
    std::size_t max_line_bytes = 8192;       ///< request line (414) or field line (400), CRLF counted
    std::size_t max_header_bytes = 16384;    ///< request line, fields and the empty line (431)
    std::uint64_t max_body_bytes = 10485760; ///< chunked coding removed (413)
};

/// How many fields a request may have; echoserver:1.4 reads no more than these either.
inline constexpr std::size_t max_fields = 100;

/// How long a client may take.
struct deadlines {
    std::chrono::milliseconds proxy{10'000};      ///< for a PROXY header, and for a TLS handshake
    std::chrono::milliseconds header{10'000};     ///< from its first byte (or from accept) to the end of the header
    std::chrono::milliseconds keep_alive{60'000}; ///< between two requests
    std::chrono::milliseconds body{10'000};       ///< a body may take this long, plus its bytes at min_rate
    std::chrono::milliseconds write{10'000};      ///< so may an answer
    std::uint64_t min_rate = 1024;                ///< bytes per second
    std::chrono::milliseconds linger{5'000};      ///< for the rest of a request that was refused
};

} // namespace srcip::echoserver
