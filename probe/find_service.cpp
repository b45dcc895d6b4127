#include "probe/find_service.hpp"

#include <algorithm>
#include <tuple>

namespace srcip::probe {

const service_facts* find_service(const cluster_facts& facts, std::string_view name_space, std::string_view name) {
    const auto at =
        std::lower_bound(facts.services.begin(), facts.services.end(), std::tie(name_space, name),
                         [](const service_facts& s, const auto& key) {
                             return std::tuple<std::string_view, std::string_view>(s.name_space, s.name) < key;
                         });
    return at != facts.services.end() && at->name_space == name_space && at->name == name ? &*at : nullptr;
}

} // namespace srcip::probe
