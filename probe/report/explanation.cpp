#include "probe/report/explanation.hpp"

#include "probe/advice_rules.hpp"
#include "probe/advice_wording.hpp"
#include "probe/report/drawing.hpp"
#include "probe/report/look.hpp"
#include "probe/report/text_table.hpp"
#include "probe/rules.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace srcip::probe {
namespace {

constexpr std::size_t default_width = 80; // cells, where there is no terminal that says another

std::string expectation_in_words(expectation expects) {
    switch (expects) {
    case expectation::answer:
        return "an answer; our own address is more than is promised, another one is fine";
    case expectation::preserve:
        return "an answer that saw our own address";
    case expectation::silence:
        return "no answer";
    case expectation::refusal:
        return "no answer; at best the connection is refused at once";
    case expectation::either:
        return "an answer or none: both keep the promise";
    case expectation::nothing:
        break;
    }
    return "nothing: what is seen is reported and never judged";
}

/// Lines of at most `width` cells, the first behind `head`, the others as far in. ASCII text of our own.
std::string wrapped(std::string_view head, std::string_view text, std::size_t width) {
    std::string out(head);
    std::size_t column = head.size();
    bool first = true;
    while (!text.empty()) {
        const auto word = text.substr(0, text.find(' '));
        if (!first && column + 1 + word.size() > width) {
            out += '\n' + std::string(head.size(), ' ');
            column = head.size();
            first = true;
        }
        out.append(first ? "" : " ").append(word);
        column += word.size() + (first ? 0 : 1);
        first = false;
        text.remove_prefix(std::min(text.size(), word.size() + 1));
    }
    return out + '\n';
}

std::string explain_rule(const promise_rule& rule, const table_style& style) {
    const auto width = style.width == 0 ? default_width : style.width;
    std::string out = painted("rule " + std::string(rule.id), bold, style) + "\n\n";
    out += wrapped("", rule.text, width);
    if (const auto drawing = draw_rule(rule.id)) {
        drawing_style how;
        how.width = width;
        how.unicode = style.unicode;
        out += '\n' + drawing_text(*drawing, how) + '\n';
    }
    out += wrapped("expects    ", expectation_in_words(rule.expects), width);
    return out + wrapped("reference  ", rule.reference, width);
}

/// What was found is not known here, so the sentences speak of SERVICE and NODE.
std::string explain_advice(const advice_rule& rule, const table_style& style) {
    const auto width = style.width == 0 ? default_width : style.width;
    std::string out =
        painted("advice " + std::to_string(rule.number) + ", " + std::string(rule.id), bold, style) + "\n\n";
    out += wrapped("seen       ", rule.seen, width);
    out += wrapped("cause      ", advice_in_general(rule.cause), width);
    out += wrapped("what to do ", advice_in_general(rule.fix), width);
    return out + wrapped("reference  ", rule.reference, width);
}

/// Levenshtein's distance of a short word to another, or to its beginning.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, changed}));
        }
    }
    return *std::min_element(row.begin(), row.end());
}

} // namespace

std::optional<std::string> explain(std::string_view topic, const table_style& style) {
    if (const auto* rule = find_rule(topic))
        return explain_rule(*rule, style);
    if (const auto* advice = find_advice(topic))
        return explain_advice(*advice, style);
    return std::nullopt;
}

std::string explain_all(const table_style& style) {
    std::vector<table_line> lines;
    for (const auto& rule : promise_rules())
        lines.push_back({std::string(rule.id), std::string(to_string(rule.expects)), std::string(rule.text)});
    std::vector<table_line> advices;
    for (const auto& advice : advice_rules())
        advices.push_back({std::string(advice.id), std::to_string(advice.number), std::string(advice.seen)});
    return text_table({"RULE", "EXPECTS", "IN WORDS"}, lines, style) + '\n' +
           text_table({"ADVICE", "NUMBER", "GIVEN WHEN"}, advices, style);
}

std::string similar_topics(std::string_view topic) {
    if (topic.size() > 64)
        return {};
    std::vector<std::pair<std::size_t, std::string_view>> near;
    const auto consider = [&](std::string_view id) {
        const auto d = id.find(topic) != id.npos ? 0 : distance(topic, id);
        if (d <= std::max<std::size_t>(2, topic.size() / 3))
            near.emplace_back(d, id);
    };
    for (const auto& rule : promise_rules())
        consider(rule.id);
    for (const auto& advice : advice_rules())
        consider(advice.id);
    std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::string out;
    for (std::size_t i = 0; i < std::min<std::size_t>(3, near.size()); ++i)
        out.append(out.empty() ? "" : ", ").append(near[i].second);
    return out;
}

} // namespace srcip::probe
