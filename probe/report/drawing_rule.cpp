#include "probe/report/drawing.hpp"
#include "probe/rules.hpp"

#include <array>
#include <utility>

namespace srcip::probe {

namespace {

using enum drawing_leg::state;

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// Which word of a rule's id says which box: the first that fits.
std::string_view by_word(std::string_view id, std::span<const std::pair<std::string_view, std::string_view>> words) {
    for (const auto& [word, title] : words)
        if (has(id, word))
            return title;
    return {};
}

std::string_view client_of(std::string_view id) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> words{{
        {"self", "a pod that is the endpoint"},
        {"-pod", "pod"},
        {"local-own-node", "node, by its own port"},
        {"local-node", "node"},
        {"ip-node", "node"},
    }};
    const std::string_view title = by_word(id, words);
    return title.empty() ? "client" : title;
}

std::string_view entry_of(std::string_view id) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 8> words{{
        {"nodeport-local-no-endpoint", "a node without an endpoint"},
        {"nodeport-local-endpoint", "a node with an endpoint"},
        {"self-other-node", "another node"},
        {"nodeport", "a node's port"},
        {"vip", "load balancer's address"},
        {"source-ranges", "load balancer's address"},
        {"externalip", "external IP"},
        {"cluster", "cluster IP"},
    }};
    const std::string_view title = by_word(id, words);
    if (title.empty())
        return has(id, "internal") ? "cluster IP" : "the service's address";
    return title;
}

drawing_leg second_leg(expectation expects) {
    switch (expects) {
    case expectation::preserve:
        return {"from the client's address", passes};
    case expectation::answer:
        return {"from the client's address or another", rewritten};
    case expectation::silence:
        return {"silence", lost};
    case expectation::refusal:
        return {"refused, or silence", lost};
    case expectation::either:
        return {"an answer, or silence", unknown};
    case expectation::nothing:
        break;
    }
    return {"nothing is promised", unknown};
}

} // namespace

std::optional<path_drawing> draw_rule(std::string_view rule_id) {
    const promise_rule* rule = find_rule(rule_id);
    if (rule == nullptr)
        return std::nullopt;
    path_drawing drawing;
    drawing.title = rule->id;
    drawing.caption = rule->text;
    const drawing_leg onward = second_leg(rule->expects);
    const bool may_rewrite = onward.how == rewritten;
    drawing.stops.push_back({std::string(client_of(rule->id)), {}, false});
    drawing.legs.push_back({"from the client's address", passes});
    drawing.stops.push_back({std::string(entry_of(rule->id)), {}, false});
    if (may_rewrite)
        drawing.stops.back().lines.emplace_back("may rewrite the source");
    drawing.legs.push_back(onward);
    drawing.stops.push_back({rule->expects == expectation::refusal ? "no endpoint" : "endpoint", {}, false});
    return drawing;
}

} // namespace srcip::probe
