#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace srcip::probe {

/// What a person should know and do about what a sweep saw: each once, only what applies.
struct advice {
    unsigned number = 0;               ///< 1 to 21, stable: docs/advice.md
    std::string_view id;               ///< stable, such as "cluster-by-design"; static storage
    std::string subject;               ///< what it is about: a service "namespace/name", a node; empty: the whole sweep
    std::string cause;                 ///< one sentence: the likely cause
    std::string fix;                   ///< one sentence or two: what to do
    std::string_view reference;        ///< an issue, page or field of the API; static storage
    std::vector<std::string> evidence; ///< ids of the paths (and health ports) that show it, sorted
};

} // namespace srcip::probe
