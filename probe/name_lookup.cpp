#include "probe/name_lookup.hpp"

#include <srcip/printable.hpp>

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace srcip::probe {
namespace {

constexpr std::size_t most_addresses = 16;

std::optional<ip_address> address_of(const sockaddr* address) {
    if (address->sa_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, address, sizeof in);
        ip_address::v4_bytes bytes{};
        std::memcpy(bytes.data(), &in.sin_addr, bytes.size());
        return ip_address(bytes);
    }
    if (address->sa_family != AF_INET6)
        return std::nullopt;
    sockaddr_in6 in{};
    std::memcpy(&in, address, sizeof in);
    ip_address::v6_bytes bytes{};
    std::memcpy(bytes.data(), &in.sin6_addr, bytes.size());
    return ip_address(bytes);
}

/// What the thread that looks names up and the one that waits for it share. The resolver cannot be interrupted: when
/// time is up the thread is left to itself, with this.
struct shared_answers {
    std::mutex mutex;
    std::condition_variable changed;
    std::map<std::string, name_answer> answers;
    bool given_up = false;
};

void look_up_all(const std::shared_ptr<shared_answers>& shared, const std::vector<std::string>& names,
                 const name_lookup& look_up) {
    for (const std::string& name : names) {
        name_answer answer = look_up(name);
        const std::lock_guard lock(shared->mutex);
        if (shared->given_up)
            return;
        shared->answers.emplace(name, std::move(answer));
        shared->changed.notify_one();
    }
}

/// On a thread of its own, which may outlive us. Signals are for the thread that sweeps: they have to wake it.
void start_looking_up(const std::shared_ptr<shared_answers>& shared, std::vector<std::string> names,
                      const name_lookup& look_up) {
    sigset_t all{};
    sigset_t before{};
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    std::thread([shared, names = std::move(names), look_up] { look_up_all(shared, names, look_up); }).detach();
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

bool is_wanted(const load_balancer_ingress& ingress) { return !ingress.ip && !ingress.hostname.empty(); }

std::vector<std::string> wanted_names(const cluster_facts& facts) {
    std::vector<std::string> names;
    for (const service_facts& service : facts.services)
        for (const load_balancer_ingress& ingress : service.ingress)
            if (is_wanted(ingress))
                names.push_back(ingress.hostname);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

void fill_in(load_balancer_ingress& ingress, const std::map<std::string, name_answer>& answers) {
    const auto at = answers.find(ingress.hostname);
    if (at == answers.end()) {
        ingress.lookup_error = "the resolver did not answer in time";
        return;
    }
    ingress.resolved = at->second.addresses;
    std::sort(ingress.resolved.begin(), ingress.resolved.end());
    ingress.resolved.erase(std::unique(ingress.resolved.begin(), ingress.resolved.end()), ingress.resolved.end());
    if (ingress.resolved.size() > most_addresses)
        ingress.resolved.resize(most_addresses);
    if (ingress.resolved.empty())
        ingress.lookup_error = at->second.error.empty() ? "it has no address" : printable(at->second.error, 128);
}

} // namespace

name_answer look_up_name(const std::string& name) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int error = getaddrinfo(name.c_str(), nullptr, &hints, &found);
    if (error != 0)
        return {{}, gai_strerror(error)};
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
    name_answer answer;
    for (const addrinfo* at = found; at != nullptr; at = at->ai_next)
        if (const auto address = address_of(at->ai_addr))
            answer.addresses.push_back(*address);
    return answer;
}

void look_up_load_balancers(cluster_facts& facts, std::chrono::milliseconds budget, const name_lookup& look_up) {
    std::vector<std::string> names = wanted_names(facts);
    if (names.empty())
        return;
    const auto shared = std::make_shared<shared_answers>();
    const std::size_t wanted = names.size();
    start_looking_up(shared, std::move(names), look_up);
    std::unique_lock lock(shared->mutex);
    shared->changed.wait_for(lock, budget, [&] { return shared->answers.size() == wanted; });
    shared->given_up = true;
    for (service_facts& service : facts.services)
        for (load_balancer_ingress& ingress : service.ingress)
            if (is_wanted(ingress))
                fill_in(ingress, shared->answers);
}

} // namespace srcip::probe
