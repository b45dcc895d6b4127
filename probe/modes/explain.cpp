#include "probe/modes/modes.hpp"
#include "probe/outputs.hpp"
#include "probe/report/explanation.hpp"

#include <srcip/printable.hpp>

namespace srcip::probe {

int run_explain(const options& given) {
    bool known = true;
    const auto error = write_texts(given.output, "explain", [&](output_format, const table_style& style) {
        if (given.topic.empty())
            return std::optional(explain_all(style));
        auto text = explain(given.topic, style);
        known = text.has_value();
        return std::optional(std::move(text).value_or(""));
    });
    if (error)
        return complain(*error);
    if (known)
        return exit_kept;
    const auto similar = similar_topics(given.topic);
    return complain({exit_usage, "there is no rule or advice '" + printable(given.topic, 64) + "'" +
                                     (similar.empty() ? "; sipprobe explain lists all" : "; perhaps " + similar)});
}

} // namespace srcip::probe
