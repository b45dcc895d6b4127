#include "probe/name_lookup.hpp"

#include <srcip/asio_address.hpp>
#include <srcip/printable.hpp>

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace srcip::probe {
namespace {

using clock = std::chrono::steady_clock;

constexpr std::size_t most_addresses = 16;

bool is_wanted(const load_balancer_ingress& ingress) { return !ingress.ip && !ingress.hostname.empty(); }

/// Each name once, with nothing known of it.
std::map<std::string, lookup_result> wanted_names(const cluster_facts& facts) {
    std::map<std::string, lookup_result> names;
    for (const service_facts& service : facts.services)
        for (const load_balancer_ingress& ingress : service.ingress)
            if (is_wanted(ingress))
                names.try_emplace(ingress.hostname);
    return names;
}

void fill_in(load_balancer_ingress& ingress, const lookup_result& found) {
    for (const auto& address : found.addresses)
        ingress.resolved.push_back(from_asio(address));
    std::sort(ingress.resolved.begin(), ingress.resolved.end());
    ingress.resolved.erase(std::unique(ingress.resolved.begin(), ingress.resolved.end()), ingress.resolved.end());
    if (ingress.resolved.size() > most_addresses)
        ingress.resolved.resize(most_addresses);
    if (found.status == lookup_status::timeout)
        ingress.lookup_error = "the resolver did not answer in time";
    else if (ingress.resolved.empty())
        ingress.lookup_error = found.reason.empty() ? "it has no address" : printable(found.reason, 128);
}

} // namespace

boost::asio::awaitable<cluster_facts> look_up_load_balancers(cluster_facts facts, std::chrono::milliseconds budget,
                                                             lookup_function ask) {
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto deadline = clock::now() + budget;
    auto names = wanted_names(facts);
    for (auto& [name, found] : names) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - clock::now());
        found.status = lookup_status::timeout; // once time is up nobody is asked any more
        if (left.count() > 0)
            found = co_await look_up(executor, name, left, ask);
    }
    for (service_facts& service : facts.services)
        for (load_balancer_ingress& ingress : service.ingress)
            if (is_wanted(ingress))
                fill_in(ingress, names.at(ingress.hostname));
    co_return facts;
}

} // namespace srcip::probe
