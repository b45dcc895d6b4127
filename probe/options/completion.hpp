#pragma once

#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace srcip::probe {

/// A completion script for "bash", "zsh" or "fish", made from the program's own commands and options, so that it
/// cannot say anything else than they do.
std::string completion_script(std::string_view shell, const CLI::App& program);

} // namespace srcip::probe
