#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace srcip::echoserver {

/// What the kernel says about this process. Absent: it did not say.
struct process_facts {
    std::optional<double> start_time_seconds{}; ///< since 1970
    std::optional<double> cpu_seconds{};        ///< of all threads, user and system
    std::optional<std::uint64_t> resident_bytes{};
    std::optional<std::uint64_t> open_descriptors{};
    std::optional<std::uint64_t> max_descriptors{}; ///< the soft limit; absent also when there is none
};

/// Reads /proc and the resource limits (proc(5)). What cannot be read is absent.
process_facts read_process_facts();

/// The three numbers that /proc/PID/stat holds.
struct process_stat {
    std::uint64_t cpu_ticks = 0;   ///< fields utime and stime together
    std::uint64_t start_ticks = 0; ///< since boot: field starttime
    std::uint64_t resident_pages = 0;
};

/// The program's name stands in parentheses and may hold anything, parentheses and line feeds too.
std::optional<process_stat> parse_process_stat(std::string_view text);

/// Seconds since 1970 at which the host booted: the line btime of /proc/stat.
std::optional<std::uint64_t> parse_boot_time(std::string_view text);

} // namespace srcip::echoserver
