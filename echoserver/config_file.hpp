#pragma once

#include <optional>
#include <string>
#include <vector>

namespace srcip::echoserver {

/// One key of a configuration file and its values, as texts.
struct config_item {
    std::string key; ///< with its sections before it: "section.key"
    std::vector<std::string> values;
};

struct config_content {
    std::vector<config_item> items{};
    std::optional<std::string> error{}; ///< one line that names the file
};

/// Reads TOML or INI in the dialect of CLI11: `key = value`, values with or without quotes, arrays in brackets (over
/// several lines too), comments from "#" to the end of the line wherever no quote is open.
config_content read_config(const std::string& file);

/// `text` as a line's value for read_config. It holds no double quote.
std::string config_value(const std::vector<std::string>& texts, bool list);

} // namespace srcip::echoserver
