#include "echoserver/option_readers.hpp"
#include "echoserver/option_table.hpp"

namespace srcip::echoserver {
namespace {

constexpr choice<text_version> text_versions[]{{"1.4", text_version::v1_4}, {"1.10", text_version::v1_10}};
constexpr choice<compatibility> compatibilities[]{{"none", compatibility::none}, {"agnhost", compatibility::agnhost}};
constexpr choice<log_format> log_formats[]{{"text", log_format::text}, {"json", log_format::json}};
constexpr choice<access_log_mode> access_log_modes[]{
    {"off", access_log_mode::off},
    {"sampled", access_log_mode::sampled},
    {"full", access_log_mode::full},
};

option_entry strict_option() {
    auto out = value_option(
        "strict-1.4", "",
        "Also repeat what was wrong with 1.4: long bodies are lost, repeated fields glued together, "
        "the Content-Type guessed from the path",
        switch_reader{}, [](auto& o) -> auto& { return o.strict_1_4; });
    out.shape = option_shape::flag;
    return out;
}

option_entry agnhost_exit_option() {
    auto out = value_option(
        "agnhost-allow-exit", "", "With agnhost's paths: anybody may end the server by /exit and /shutdown",
        switch_reader{}, [](auto& o) -> auto& { return o.agnhost.allow_exit; });
    out.shape = option_shape::flag;
    return out;
}

} // namespace

option_group answers_group() {
    const auto versions = one_of(text_versions);
    const auto peers = one_of(compatibilities);
    return {
        "Answers",
        {
            value_option(
                "format", versions.metavar(), "Which echoserver's text is answered to those who ask for no report",
                versions, [](auto& o) -> auto& { return o.text; }),
            strict_option(),
            value_option(
                "compat", peers.metavar(), "Whose paths are answered beside the echo", peers,
                [](auto& o) -> auto& { return o.compat; }),
            agnhost_exit_option(),
            value_option(
                "agnhost-http-override", "TARGET", "With agnhost's paths: answer as if TARGET were always asked for",
                target_reader{}, [](auto& o) -> auto& { return o.agnhost.http_override; }),
        }};
}

option_group logging_group() {
    const auto formats = one_of(log_formats);
    const auto modes = one_of(access_log_modes);
    return {"Logging",
            {
                value_option(
                    "log-format", formats.metavar(), "Form of the log's lines", formats,
                    [](auto& o) -> auto& { return o.log.format; }),
                value_option(
                    "access-log", modes.metavar(), "A line per request: none, some, all", modes,
                    [](auto& o) -> auto& { return o.log.access; }),
                value_option(
                    "access-log-rate", "N", "Lines per second of a sampled access log", number_reader{1, 1'000'000},
                    [](auto& o) -> auto& { return o.log.sampled_per_second; }),
            }};
}

} // namespace srcip::echoserver
