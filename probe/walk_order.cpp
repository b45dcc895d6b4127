#include "probe/walk_order.hpp"

#include <algorithm>

namespace srcip::probe {

walk_order::walk_order(const std::vector<path>& paths, unsigned attempts, unsigned per_address)
    : per_address_(std::max(per_address, 1U)) {
    std::map<ip_address, std::size_t> known;
    address_of_.reserve(paths.size());
    for (const path& p : paths) {
        const auto [at, is_new] = known.emplace(p.target.address, addresses_.size());
        if (is_new)
            addresses_.emplace_back();
        address_of_.push_back(at->second);
    }
    for (unsigned n = 0; n != std::max(attempts, 1U); ++n)
        for (std::size_t i = 0; i != paths.size(); ++i)
            addresses_[address_of_[i]].paths.push_back(i);
    for (std::size_t i = 0; i != addresses_.size(); ++i)
        queue(i);
}

void walk_order::queue(std::size_t at) {
    address& a = addresses_[at];
    if (a.waiting || a.paths.empty() || a.in_flight >= per_address_)
        return;
    a.waiting = true;
    ready_.push_back(at);
}

std::optional<std::size_t> walk_order::take() {
    if (ready_.empty())
        return std::nullopt;
    const std::size_t at = ready_.front();
    ready_.pop_front();
    address& a = addresses_[at];
    a.waiting = false;
    ++a.in_flight;
    const std::size_t path = a.paths.front();
    a.paths.pop_front();
    queue(at);
    return path;
}

void walk_order::release(std::size_t path) {
    const std::size_t at = address_of_[path];
    --addresses_[at].in_flight;
    queue(at);
}

} // namespace srcip::probe
