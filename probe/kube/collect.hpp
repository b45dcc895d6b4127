#pragma once

#include "probe/facts.hpp"
#include "probe/kube/gaps.hpp"
#include "probe/kube/list.hpp"
#include "probe/kube/objects.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace srcip::probe::kube {

/// Takes the items of a list through one of the readers of objects.hpp. What a restarted list gave before is dropped;
/// what earlier lists gave stays.
template <class T>
class collector final : public item_sink {
  public:
    using reader = std::optional<T> (*)(const boost::json::value&, gap_list&);

    explicit collector(reader read)
        : read_(read) {}

    outcome<void> item(const boost::json::value& value) override {
        if (std::optional<T> made = read_(value, new_gaps_))
            new_items_.push_back(std::move(*made));
        return {};
    }
    void restart() override {
        new_items_.clear();
        new_gaps_.clear();
    }
    /// What the list that has just ended gave. The collector is empty again.
    std::vector<T> take(std::vector<std::string>& gaps) {
        new_gaps_.append_to(gaps);
        new_gaps_.clear();
        return std::exchange(new_items_, {});
    }

  private:
    reader read_;
    std::vector<T> new_items_;
    gap_list new_gaps_;
};

/// Collects endpoints for the services it is told of; those of other services are dropped as they come.
class endpoint_collector final : public item_sink {
  public:
    using reader = std::optional<endpoint_group> (*)(const boost::json::value&, gap_list&);

    /// `services` must outlive the collector.
    endpoint_collector(reader read, const std::vector<service_facts>& services);
    outcome<void> item(const boost::json::value& value) override;
    void restart() override;
    /// Gives each service its endpoints.
    void deliver(std::vector<service_facts>& services, std::vector<std::string>& gaps);

  private:
    using key = std::pair<std::string, std::string>; ///< namespace, name

    reader read_;
    std::map<key, std::vector<endpoint_facts>> endpoints_; ///< one entry per service
    gap_list gaps_;
};

} // namespace srcip::probe::kube
