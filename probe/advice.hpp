#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace srcip::probe {

/// What a person should know and do about what a sweep saw: each once, only what applies.
struct advice {
    unsigned number = 0;               ///< stable: docs/advice.md
    std::string_view id;               ///< stable, such as "cluster-by-design"; static storage
    std::string subject;               ///< what it is about: a service "namespace/name", a node; empty: the whole sweep
    std::string cause;                 ///< one sentence: the likely cause
    std::string fix;                   ///< one sentence or two: what to do
    std::string_view reference;        ///< an issue, page or field of the API; static storage
    std::vector<std::string> evidence; ///< ids of the paths (and health ports) that show it, sorted; the first 32
    std::size_t evidence_total = 0;    ///< how many there are, those of `evidence` included
    bool promise_broken = false;       ///< whether any of them broke a promise
};

} // namespace srcip::probe
