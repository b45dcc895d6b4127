#include "echoserver/process_facts.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

namespace srcip::echoserver {
namespace {

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{})
        return std::nullopt;
    return value;
}

/// The field with that number, counted from 1, of a line whose fields are parted by single spaces.
std::optional<std::uint64_t> number_field(std::string_view line, unsigned number) {
    for (unsigned i = 1; i < number; ++i) {
        const auto space = line.find(' ');
        if (space == std::string_view::npos)
            return std::nullopt;
        line.remove_prefix(space + 1);
    }
    return parse_number(line);
}

std::string read_all(const char* path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Read once: that file grows with the host, and a clock that is set must not move the process's start.
std::optional<std::uint64_t> boot_time() {
    static const auto time = parse_boot_time(read_all("/proc/stat"));
    return time;
}

std::optional<std::uint64_t> count_descriptors() {
    std::error_code error;
    std::uint64_t count = 0;
    for (std::filesystem::directory_iterator entry("/proc/self/fd", error), end; !error && entry != end;
         entry.increment(error))
        ++count;
    if (error || count == 0)
        return std::nullopt;
    return count - 1; // without the one that reads the directory
}

std::optional<std::uint64_t> descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return std::nullopt;
    return limit.rlim_cur;
}

} // namespace

std::optional<process_stat> parse_process_stat(std::string_view text) {
    const auto name_end = text.rfind(") ");
    if (name_end == std::string_view::npos)
        return std::nullopt;
    const auto rest = text.substr(name_end + 2); // begins with field 3
    const auto user = number_field(rest, 14 - 2);
    const auto system = number_field(rest, 15 - 2);
    const auto start = number_field(rest, 22 - 2);
    const auto pages = number_field(rest, 24 - 2);
    if (!user || !system || !start || !pages)
        return std::nullopt;
    return process_stat{*user + *system, *start, *pages};
}

std::optional<std::uint64_t> parse_boot_time(std::string_view text) {
    static constexpr std::string_view key = "\nbtime ";
    const auto line = text.find(key);
    if (line == std::string_view::npos)
        return std::nullopt;
    return parse_number(text.substr(line + key.size()));
}

process_facts read_process_facts() {
    process_facts facts;
    facts.open_descriptors = count_descriptors();
    facts.max_descriptors = descriptor_limit();
    const auto stat = parse_process_stat(read_all("/proc/self/stat"));
    if (!stat)
        return facts;
    const auto ticks_per_second = static_cast<double>(::sysconf(_SC_CLK_TCK));
    facts.cpu_seconds = static_cast<double>(stat->cpu_ticks) / ticks_per_second;
    facts.resident_bytes = stat->resident_pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    if (const auto boot = boot_time())
        facts.start_time_seconds =
            static_cast<double>(*boot) + static_cast<double>(stat->start_ticks) / ticks_per_second;
    return facts;
}

} // namespace srcip::echoserver
