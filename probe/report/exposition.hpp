#pragma once

#include "probe/report/text_output.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

namespace srcip::probe {

/// The labels of a sample, in the order they are added: `{a="b",c="d"}`. Values are escaped for people first, then as
/// the exposition format wants it.
class label_set {
  public:
    label_set& add(std::string_view name, std::string_view value);
    std::string text() const;

  private:
    std::string text_;
};

/// One family of gauges after the other.
class exposition {
  public:
    explicit exposition(text_output& out)
        : out_(out) {}

    /// Begins a family. One without samples is not written.
    void family(std::string_view name, std::string_view help);
    void sample(const label_set& labels, std::uint64_t value);

  private:
    text_output& out_;
    std::string name_;
    std::string head_;                     ///< HELP and TYPE, until the first sample comes
    std::unordered_set<std::string> seen_; ///< a second sample with the same labels would void the whole page
};

} // namespace srcip::probe
