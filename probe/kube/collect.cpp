#include "probe/kube/collect.hpp"

namespace srcip::probe::kube {

endpoint_collector::endpoint_collector(reader read, const std::vector<service_facts>& services)
    : read_(read) {
    for (const service_facts& s : services)
        endpoints_.try_emplace(key(s.name_space, s.name));
}

outcome<void> endpoint_collector::item(const boost::json::value& value) {
    gap_list own;
    std::optional<endpoint_group> group = read_(value, own);
    if (!group) {
        own.move_to(gaps_);
        return {};
    }
    const auto found = endpoints_.find(key(group->name_space, group->service));
    if (found == endpoints_.end())
        return {}; // not ours, nor are its gaps
    own.move_to(gaps_);
    for (endpoint_facts& e : group->endpoints)
        found->second.push_back(std::move(e));
    return {};
}

void endpoint_collector::restart() {
    for (auto& entry : endpoints_)
        entry.second.clear();
    gaps_.clear();
}

void endpoint_collector::deliver(std::vector<service_facts>& services, std::vector<std::string>& gaps) {
    gaps_.append_to(gaps);
    gaps_.clear();
    for (service_facts& s : services) {
        const auto found = endpoints_.find(key(s.name_space, s.name));
        if (found != endpoints_.end())
            merge_endpoints(s.endpoints, std::exchange(found->second, {}));
    }
}

} // namespace srcip::probe::kube
