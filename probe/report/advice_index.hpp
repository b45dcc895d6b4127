#pragma once

#include "probe/advice.hpp"

#include <map>
#include <span>
#include <string_view>
#include <vector>

namespace srcip::probe {

/// Which advice a path is evidence for. What is returned points into the advice, which must outlive the index.
class advice_index {
  public:
    explicit advice_index(std::span<const advice> advices) {
        for (const advice& one : advices)
            for (const std::string& id : one.evidence) {
                auto& of_id = by_id_[id];
                if (of_id.empty() || of_id.back() != &one)
                    of_id.push_back(&one);
            }
    }

    std::span<const advice* const> of(std::string_view id) const {
        const auto at = by_id_.find(id);
        return at == by_id_.end() ? std::span<const advice* const>() : std::span(at->second);
    }

  private:
    std::map<std::string_view, std::vector<const advice*>> by_id_;
};

} // namespace srcip::probe
