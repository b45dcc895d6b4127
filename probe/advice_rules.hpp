#pragma once

#include "probe/advice.hpp"
#include "probe/health.hpp"
#include "probe/verdict.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace srcip::probe {

/// All that advice is drawn from. It only refers to its parts.
struct advice_input {
    const vantage& from;
    const cluster_facts& facts;           ///< empty without an API
    std::span<const sweep_row> rows;      ///< in any order
    std::span<const health_row> health{}; ///< in any order
    std::string_view proxy_mode{};        ///< as in sweep_report
    bool preservation_wanted = false;     ///< --promise preserved: a replaced address is not acceptable to the user
};

class advice_scene;
class advice_findings;

/// One kind of advice, in words, and what looks for it. In `cause` and `fix` stand for what was found:
/// {service} "namespace/name" · {namespace} and {name} its halves · {nodes} "node n1", "nodes n1, n2 and 3 more" ·
/// {addresses} "10.240.0.12", "10.240.0.12 and 10.240.0.13".
struct advice_rule {
    unsigned number;            ///< stable
    std::string_view id;        ///< stable: reports and scripts name it
    std::string_view seen;      ///< the symptom, a clause
    std::string_view cause;     ///< one sentence
    std::string_view fix;       ///< one sentence or two
    std::string_view reference; ///< an issue "owner/repository#number", a page, or a field of the API
    void (*look)(const advice_scene&, advice_findings&);
};

/// Every kind, by number.
std::span<const advice_rule> advice_rules();

/// By id, or by number ("7"); null when there is none.
const advice_rule* find_advice(std::string_view id_or_number);

/// What applies, each (kind, subject) once: first what explains a broken promise, then by number and subject. Rows that
/// are inconclusive because the cluster changed meanwhile say nothing. Pure.
std::vector<advice> advise(const advice_input& input);

} // namespace srcip::probe
