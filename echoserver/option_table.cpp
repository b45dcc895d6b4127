#include "echoserver/option_table.hpp"

#include <srcip/ascii.hpp>

namespace srcip::echoserver {
namespace {

char variable_char(char c) {
    if (is_ascii_alpha(c))
        return static_cast<char>(ascii_lower(c) - ('a' - 'A'));
    return is_ascii_digit(c) ? c : '_';
}

} // namespace

const std::vector<option_group>& option_groups() {
    static const std::vector<option_group> groups{
        listening_group(), tls_group(),       proxies_group(),  answers_group(),
        limits_group(),    deadlines_group(), draining_group(), logging_group(),
    };
    return groups;
}

const option_entry* find_option(std::string_view name) {
    for (const auto& group : option_groups())
        for (const auto& entry : group.entries)
            if (entry.name == name)
                return &entry;
    return nullptr;
}

std::string flag_name(const option_entry& entry) { return "--" + entry.name; }

std::string variable_name(std::string_view option) {
    std::string out = "ECHOSERVER_";
    for (const char c : option)
        out += variable_char(c);
    return out;
}

} // namespace srcip::echoserver
