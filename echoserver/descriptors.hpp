#pragma once

#include <cstddef>

namespace srcip::echoserver {

/// Raises this process's limit of open descriptors to the most it may have (getrlimit(2), RLIMIT_NOFILE).
void raise_descriptor_limit();

/// How many connections the limit leaves room for, at most `wanted` and at least 1: each takes one descriptor, and
/// `threads` threads, the listeners and the log need some of their own.
std::size_t affordable_connections(std::size_t wanted, std::size_t threads);

} // namespace srcip::echoserver
