#include "probe/skip_list.hpp"

#include <algorithm>
#include <utility>

namespace srcip::probe {

namespace {

constexpr std::size_t names_shown = 4;

} // namespace

void skip_list::add(std::string_view reason, std::string name) {
    auto at = std::find_if(groups_.begin(), groups_.end(), [&](const group& g) { return g.reason == reason; });
    if (at == groups_.end())
        at = groups_.insert(at, group{reason, {}, {}});
    if (at->all.insert(name).second && at->names.size() < names_shown)
        at->names.push_back(std::move(name));
}

std::vector<std::string> skip_list::sentences() const {
    std::vector<std::string> all;
    for (const group& g : groups_) {
        std::string sentence;
        for (const std::string& name : g.names)
            sentence += (sentence.empty() ? "" : ", ") + name;
        if (g.all.size() > g.names.size())
            sentence += " and " + std::to_string(g.all.size() - g.names.size()) + " more";
        sentence += ": ";
        sentence += g.reason;
        all.push_back(std::move(sentence));
    }
    return all;
}

} // namespace srcip::probe
