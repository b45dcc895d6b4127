#include "probe/options/help_format.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace srcip::probe {
namespace {

constexpr std::size_t width = 80;
constexpr std::size_t help_column = 30;

/// One entry: `left`, then `text` from help_column on, wrapped between words.
std::string entry(std::string left, std::string_view text) {
    if (left.size() + 2 > help_column)
        left += '\n';
    else
        left.append(help_column - left.size(), ' ');
    std::string out = std::move(left);
    std::size_t column = out.ends_with('\n') ? 0 : help_column;
    while (!text.empty()) {
        const auto word = text.substr(0, text.find(' '));
        if (column > help_column && column + 1 + word.size() > width) {
            out += '\n';
            column = 0;
        }
        if (column == 0) {
            out.append(help_column, ' ');
            column = help_column;
        } else if (column > help_column) {
            out += ' ';
            ++column;
        }
        out += word;
        column += word.size();
        text.remove_prefix(std::min(text.size(), word.size() + 1));
    }
    return out + '\n';
}

/// CLI11 adds the checks to the placeholder: "N:INT in [1 - 4096]".
std::string placeholder(const CLI::Option& option) {
    std::string name = option.get_type_name();
    for (const std::string_view check : {":{", ":INT", ":UINT", ":FLOAT", ":FILE"})
        name.resize(std::min(name.size(), name.find(check)));
    return option.get_type_size() == 0 ? "" : name;
}

} // namespace

// CLI11 puts an empty line before each group and one after it: here only the latter is left.

std::string help_format::make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const {
    if (mode == CLI::AppFormatMode::Sub)
        return make_expanded(app);
    const bool is_command = app->get_parent() != nullptr && !app->get_parent()->get_name().empty();
    std::string out = make_description(app);
    if (is_command)
        out += '\n';
    out += make_usage(app, is_command ? app->get_parent()->get_name() + ' ' + app->get_name() : std::move(name));
    if (auto commands = make_subcommands(app, CLI::AppFormatMode::Normal); !commands.empty())
        out += commands.substr(commands.find_first_not_of('\n')) + '\n';
    out += make_positionals(app);
    return out + make_groups(app, mode) + make_footer(app) + '\n';
}

std::string help_format::make_usage(const CLI::App* app, std::string name) const {
    return Formatter::make_usage(app, std::move(name)) + '\n';
}

std::string help_format::make_positionals(const CLI::App* app) const {
    const auto out = Formatter::make_positionals(app);
    return out.empty() ? out : out + '\n';
}

std::string help_format::make_group(std::string group, bool is_positional,
                                    std::vector<const CLI::Option*> options) const {
    return Formatter::make_group(std::move(group), is_positional, std::move(options)).substr(1);
}

std::string help_format::make_option(const CLI::Option* option, bool is_positional) const {
    std::string left = "  " + option->get_name(is_positional, !is_positional);
    if (const auto comma = left.find(",--"); comma != left.npos)
        left.insert(comma + 1, " ");
    if (const auto name = placeholder(*option); !name.empty() && !is_positional)
        left += ' ' + name;
    std::string text = option->get_description();
    if (const auto preset = option->get_default_str(); !preset.empty() && !text.ends_with(']'))
        text += " [" + preset + ']';
    return entry(std::move(left), text);
}

std::string help_format::make_subcommand(const CLI::App* command) const {
    return entry("  " + command->get_name(), command->get_description());
}

} // namespace srcip::probe
