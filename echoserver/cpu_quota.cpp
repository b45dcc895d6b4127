#include "echoserver/cpu_quota.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <sched.h>

namespace srcip::echoserver {
namespace {

std::string_view first_word(std::string_view& text) {
    const auto start = std::min(text.find_first_not_of(" \t\n"), text.size());
    text.remove_prefix(start);
    const auto word = text.substr(0, text.find_first_of(" \t\n"));
    text.remove_prefix(word.size());
    return word;
}

std::optional<std::uint64_t> positive(std::string_view text) {
    const auto word = first_word(text);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end != word.data() + word.size() || value == 0)
        return {};
    return value;
}

std::optional<unsigned> whole_cpus(std::optional<std::uint64_t> quota, std::optional<std::uint64_t> period) {
    if (!quota || !period)
        return {};
    constexpr std::uint64_t most = 1U << 16;
    return static_cast<unsigned>(std::min(most, *quota / *period + (*quota % *period != 0 ? 1 : 0)));
}

std::string first_line(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

std::string whole_file(const std::string& path) {
    std::ifstream file(path);
    std::string text;
    for (std::string line; std::getline(file, line) && text.size() < 65536;)
        text.append(line).append("\n");
    return text;
}

/// A container often sees its own cgroup as the root of the mount while /proc names the path on the host.
std::string read_control(const std::string& mount, const std::string& own, const char* name) {
    auto text = first_line(mount + own + "/" + name);
    return text.empty() ? first_line(mount + "/" + name) : text;
}

unsigned affinity_cpus() {
    cpu_set_t set;
    CPU_ZERO(&set);
    return sched_getaffinity(0, sizeof set, &set) == 0 ? static_cast<unsigned>(CPU_COUNT(&set)) : 0;
}

/// Whether `name` is one of the comma-separated `list`; version 2 has an empty list.
bool lists(std::string_view list, std::string_view name) {
    while (true) {
        const auto comma = list.find(',');
        if (list.substr(0, comma) == name)
            return true;
        if (comma == list.npos)
            return false;
        list.remove_prefix(comma + 1);
    }
}

} // namespace

std::optional<unsigned> quota_v2(std::string_view cpu_max) {
    const auto quota = first_word(cpu_max);
    return whole_cpus(positive(quota), positive(cpu_max));
}

std::optional<unsigned> quota_v1(std::string_view quota_us, std::string_view period_us) {
    return whole_cpus(positive(quota_us), positive(period_us));
}

unsigned usable_cpus(const cpu_facts& facts) {
    unsigned cpus = std::max(1U, facts.affinity);
    for (const auto quota : {quota_v2(facts.cpu_max), quota_v1(facts.cfs_quota_us, facts.cfs_period_us)})
        if (quota)
            cpus = std::min(cpus, *quota);
    return std::max(1U, cpus);
}

// hierarchy-ID ":" controller-list ":" cgroup-path LF   (cgroups(7))
std::string cgroup_path(std::string_view proc_self_cgroup, std::string_view controller) {
    while (!proc_self_cgroup.empty()) {
        const auto line = proc_self_cgroup.substr(0, proc_self_cgroup.find('\n'));
        proc_self_cgroup.remove_prefix(std::min(line.size() + 1, proc_self_cgroup.size()));
        const auto first = line.find(':');
        const auto second = first == line.npos ? line.npos : line.find(':', first + 1);
        if (second == line.npos || !lists(line.substr(first + 1, second - first - 1), controller))
            continue;
        const auto path = line.substr(second + 1);
        return std::string(path == "/" ? std::string_view() : path);
    }
    return {};
}

cpu_facts read_cpu_facts(const std::string& root) {
    const auto own = whole_file(root + "/proc/self/cgroup");
    cpu_facts facts;
    facts.affinity = affinity_cpus();
    facts.cpu_max = read_control(root + "/sys/fs/cgroup", cgroup_path(own, ""), "cpu.max");
    const auto v1 = cgroup_path(own, "cpu");
    facts.cfs_quota_us = read_control(root + "/sys/fs/cgroup/cpu", v1, "cpu.cfs_quota_us");
    facts.cfs_period_us = read_control(root + "/sys/fs/cgroup/cpu", v1, "cpu.cfs_period_us");
    return facts;
}

} // namespace srcip::echoserver
