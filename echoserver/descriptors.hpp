#pragma once

#include <cstddef>

namespace srcip::echoserver {

/// Raises this process's limit of open descriptors to the most it may have (getrlimit(2), RLIMIT_NOFILE).
void raise_descriptor_limit();

/// How many connections the limit leaves room for, at most `wanted`: each takes one descriptor, and `threads` threads,
/// the listeners and the log need some of their own. Under a limit that hardly leaves any, all that are wanted: then
/// connections wait in the listeners' queues for a descriptor, which serves more of them than turning them away.
std::size_t affordable_connections(std::size_t wanted, std::size_t threads);

} // namespace srcip::echoserver
