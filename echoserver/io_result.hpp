#pragma once

#include <cstddef>

namespace srcip::echoserver {

/// How a read, a write or a handshake that never blocks went.
enum class io_status {
    done,
    wants_read,  ///< nothing for now: try again when the socket is readable
    wants_write, ///< nothing for now: try again when the socket is writable
    closed,      ///< the other side said the end of its bytes
    failed,
};

struct io_result {
    io_status status = io_status::done;
    std::size_t bytes = 0; ///< of a read or write that is `done`, at least 1
    bool drained = false;  ///< of a read that is `done` or `wants_read`: this very call found the socket empty
};

} // namespace srcip::echoserver
