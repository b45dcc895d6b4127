#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace srcip::probe {

/// Collects what a plan leaves out and says it in one sentence per reason, however many things share it.
class skip_list {
  public:
    /// `reason` is static text that follows the names and a colon; `name` says what was left out.
    void add(std::string_view reason, std::string name);
    /// "default/a, default/b and 14 more: headless, …", in the order in which the reasons came up.
    std::vector<std::string> sentences() const;

  private:
    struct group {
        std::string_view reason;
        std::vector<std::string> names; ///< the first few
        std::set<std::string> all;
    };
    std::vector<group> groups_;
};

} // namespace srcip::probe
