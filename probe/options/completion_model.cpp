#include "probe/options/completion_model.hpp"

#include "probe/advice_rules.hpp"
#include "probe/options/text.hpp"
#include "probe/report/report_format.hpp"
#include "probe/rules.hpp"

#include <CLI/App.hpp>

#include <algorithm>

namespace srcip::probe {
namespace {

/// What CLI11's IsMember adds to the placeholder: "WHEN:{auto,always,never}".
std::vector<std::string> members(const CLI::Option& option) {
    const auto type = option.get_type_name();
    const auto open = type.find('{');
    const auto close = type.find('}', open == type.npos ? 0 : open);
    if (open == type.npos || close == type.npos)
        return {};
    return split(std::string_view(type).substr(open + 1, close - open - 1), ',');
}

std::vector<std::string> formats() {
    std::vector<std::string> out;
    for (const auto format : report_formats())
        out.emplace_back(to_string(format));
    return out;
}

std::vector<std::string> topics() {
    std::vector<std::string> out;
    for (const auto& rule : promise_rules())
        out.emplace_back(rule.id);
    for (const auto& rule : advice_rules())
        out.emplace_back(rule.id);
    return out;
}

completion_option describe(const CLI::Option& option) {
    completion_option out;
    out.long_names = option.get_lnames();
    out.short_names = option.get_snames();
    out.text = option.get_description();
    out.takes_value = option.get_type_size() != 0;
    out.is_file = option.get_type_name() == "FILE";
    out.values = option.check_lname("output") ? formats() : members(option);
    if (option.check_lname("nodes") || option.check_lname("source"))
        out.values = {"auto"};
    return out;
}

void add_positional(const CLI::Option& option, completion_command& out) {
    out.takes_files = out.takes_files || option.get_type_name() == "FILE";
    const auto words = option.get_name() == "TOPIC" ? topics() : members(option);
    out.words.insert(out.words.end(), words.begin(), words.end());
}

completion_command describe(const CLI::App& app) {
    completion_command out;
    out.text = app.get_description();
    for (const auto* option : app.get_options())
        if (option->get_positional())
            add_positional(*option, out);
        else
            out.options.push_back(describe(*option));
    for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; }))
        out.words.push_back(command->get_name());
    return out;
}

} // namespace

std::vector<completion_command> completion_model(const CLI::App& program) {
    std::vector<completion_command> out{describe(program)};
    for (const auto* command : program.get_subcommands([](const CLI::App*) { return true; })) {
        out.push_back(describe(*command));
        out.back().name = command->get_name();
    }
    return out;
}

} // namespace srcip::probe
