#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace srcip::probe {

/// What a shell has to know of an option.
struct completion_option {
    std::vector<std::string> long_names;  ///< without dashes
    std::vector<std::string> short_names; ///< one character each
    std::string text;                     ///< what it is for, one line
    bool takes_value = false;
    bool is_file = false;            ///< its value is a file's name
    std::vector<std::string> values; ///< what it can be, when that is known
};

struct completion_command {
    std::string name; ///< empty: the program itself
    std::string text;
    std::vector<completion_option> options;
    std::vector<std::string> words; ///< what can stand behind it without a dash
    bool takes_files = false;       ///< files can
};

/// The program first, then its subcommands.
std::vector<completion_command> completion_model(const CLI::App& program);

} // namespace srcip::probe
