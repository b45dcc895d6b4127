#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace srcip::echoserver {

/// The files that say how much processor time this process may use, as they were read; empty where there is none.
struct cpu_facts {
    unsigned affinity = 0;     ///< processors this process may run on (sched_getaffinity); 0: unknown
    std::string cpu_max;       ///< cgroup v2 cpu.max: "MICROSECONDS PERIOD" or "max PERIOD"
    std::string cfs_quota_us;  ///< cgroup v1 cpu.cfs_quota_us: microseconds per period, -1 for no limit
    std::string cfs_period_us; ///< cgroup v1 cpu.cfs_period_us
};

/// Whole processors that a quota stands for, rounded up; nothing when there is no limit or the text is not one.
std::optional<unsigned> quota_v2(std::string_view cpu_max);
std::optional<unsigned> quota_v1(std::string_view quota_us, std::string_view period_us);

/// How many threads are worth having: the smallest of what affinity and quotas allow, at least 1.
unsigned usable_cpus(const cpu_facts& facts);

/// The path of this process's own cgroup in one hierarchy, from the text of /proc/self/cgroup (cgroups(7)):
/// `controller` "" is version 2. Empty when it is in none.
std::string cgroup_path(std::string_view proc_self_cgroup, std::string_view controller);

/// Reads the files. `root` stands before every path; tests give another one.
cpu_facts read_cpu_facts(const std::string& root = {});

} // namespace srcip::echoserver
