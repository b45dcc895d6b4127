#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace srcip::probe::kube {

/// A program to run to its end, without a shell.
struct child_request {
    std::string program;                  ///< its path, with a slash
    std::vector<std::string> arguments;   ///< from argv[1] on
    std::vector<std::string> environment; ///< all of it, "NAME=value"
    bool terminal = false;                ///< it gets our standard input and stays in our process group; else /dev/null
    std::chrono::milliseconds timeout{60000};
    std::size_t max_output = std::size_t{1} << 20U; ///< bytes of its standard output
    /// Takes what it writes to standard error, as it comes; bytes beyond 1 MiB are dropped.
    std::function<void(std::string_view)> on_errors{};
};

enum class child_end { exited, signalled, timeout, too_much_output, interrupted, not_started };

struct child_result {
    child_end end = child_end::not_started;
    int code = 0; ///< exited: its status; signalled: the signal; not_started: errno
    std::string output;
};

/// Runs it and waits: nothing else happens on this thread meanwhile. However it ends, the child has been reaped when
/// this returns; at the timeout, above the cap, and when a signal handler ran while we waited (Ctrl-C) it is killed,
/// with its process group unless it shares our terminal. It inherits no descriptor but its standard ones, and dies with
/// us. What its own children do after its end is not waited for.
child_result run_child(const child_request& request);

/// Where `name` is: itself when it holds a slash, else the first executable file of that name in `path`, a list as in
/// PATH. Empty or relative folders there are passed over, as Go does (a program in the working folder is not meant).
/// Empty: nowhere.
std::string find_program(const std::string& name, std::string_view path);

} // namespace srcip::probe::kube
