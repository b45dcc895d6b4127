#pragma once

#include "probe/options/text.hpp"
#include "probe/report/report_format.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace srcip::probe {

using output_format = report_format;
enum class color_choice { automatic, always, never };

/// One -o FORMAT[=FILE].
struct output_target {
    output_format format = output_format::table;
    std::string file; ///< empty: standard output
};

/// What people and programs get to see.
struct output_options {
    std::vector<output_target> targets{{}}; ///< at most one of them to standard output
    std::string save;                       ///< a file for srcip.sweep/v1, replaced as a whole; empty: none
    std::string baseline;                   ///< a saved srcip.sweep/v1 to compare with; empty: none
    bool quiet = false;                     ///< no progress, and no table unless -o asks for it
    color_choice color = color_choice::automatic;
};

/// What the command line parser stores before it means anything.
struct raw_output {
    output_options plain;
    std::vector<std::string> outputs;
    std::string color = "auto";
};

/// -o and --color alone. `formats`: "table or json".
void add_format_options(CLI::App& app, raw_output& raw, std::string_view formats);
/// All of them.
void add_output_options(CLI::App& app, raw_output& raw);
option_error read_output_options(const raw_output& raw, output_options& out);

} // namespace srcip::probe
