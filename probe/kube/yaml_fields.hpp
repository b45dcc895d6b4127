#pragma once

#include "probe/kube/error.hpp"

#include <yaml-cpp/node/node.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace srcip::probe::kube {

/// Typed access to a kubeconfig's fields. The first thing that is wrong is kept and everything after it reads as
/// absent, so that a reader may go on to its end and look once.
class yaml_fields {
  public:
    explicit yaml_fields(std::string file)
        : file_(std::move(file)) {}

    /// The value of `key`, or an undefined node when it is absent or null. A key that stands twice is an error: which
    /// of the two counts would be anybody's guess.
    YAML::Node child(const YAML::Node& map, std::string_view key, const std::string& where);
    std::string text(const YAML::Node& map, std::string_view key, const std::string& where);
    bool flag(const YAML::Node& map, std::string_view key, const std::string& where);
    /// Decoded base64.
    std::string data(const YAML::Node& map, std::string_view key, const std::string& where);
    /// A list's items, each of which must be a map.
    std::vector<YAML::Node> maps(const YAML::Node& map, std::string_view key, const std::string& where);
    /// A list of strings; absent is empty.
    std::vector<std::string> texts(const YAML::Node& map, std::string_view key, const std::string& where);
    /// A map of lists of strings, in its order.
    std::vector<std::pair<std::string, std::vector<std::string>>>
    text_lists(const YAML::Node& map, std::string_view key, const std::string& where);
    /// Any value, as JSON (YAML 1.2's core schema decides what a plain scalar is); empty when it is absent. An error
    /// above 64 KiB, for aliases multiply.
    std::string json(const YAML::Node& map, std::string_view key, const std::string& where);
    /// A value that must be a map when it is there.
    YAML::Node map(const YAML::Node& map, std::string_view key, const std::string& where);

    void fail(const std::string& what);
    const std::optional<error>& failed() const { return error_; }
    const std::string& file() const { return file_; }

  private:
    std::string file_;
    std::optional<error> error_;
};

} // namespace srcip::probe::kube
