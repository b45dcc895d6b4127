#include "echoserver/descriptors.hpp"

#include "echoserver/service.hpp"

#include <algorithm>
#include <sys/resource.h>

namespace srcip::echoserver {
namespace {

constexpr std::size_t own_descriptors = 64 + most_admin_connections;
constexpr std::size_t descriptors_of_a_thread = 8 + most_turned_away;

} // namespace

void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::size_t affordable_connections(std::size_t wanted, std::size_t threads) {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return wanted;
    const auto taken = own_descriptors + threads * descriptors_of_a_thread;
    return limit.rlim_cur > 2 * taken ? std::min<std::size_t>(wanted, limit.rlim_cur - taken) : wanted;
}

} // namespace srcip::echoserver
