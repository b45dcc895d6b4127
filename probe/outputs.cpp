#include "probe/outputs.hpp"

#include "probe/options.hpp"
#include "probe/report/json.hpp"
#include "probe/terminal.hpp"
#include "probe/write_file.hpp"

#include <srcip/printable.hpp>

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace srcip::probe {
namespace {

table_style style_for(const output_options& given, const output_target& target) {
    const auto screen = look_at_terminal(STDOUT_FILENO);
    table_style style;
    const bool to_screen = target.file.empty();
    style.width = to_screen ? screen.width : 0;
    style.unicode = screen.unicode;
    style.colour =
        given.color == color_choice::always || (given.color == color_choice::automatic && to_screen && screen.colour);
    style.wide = target.format == output_format::wide;
    return style;
}

std::optional<std::string> rendered(output_format format, const table_style& style, const sweep_report& report) {
    switch (format) {
    case output_format::json:
        return render_json(report);
    case output_format::table:
    case output_format::wide:
        return render_table(report, style);
    case output_format::junit:
    case output_format::markdown:
    case output_format::github:
    case output_format::csv:
    case output_format::prometheus:
    case output_format::tap:
    case output_format::html:
        break;
    }
    return std::nullopt;
}

std::optional<failure> put(const std::string& file, std::string_view text) {
    if (file.empty())
        return write_to_standard_output(text);
    if (const auto error = replace_file(file, text))
        return failure{exit_discovery, "cannot write " + printable(file) + ": " + error.message()};
    return std::nullopt;
}

} // namespace

std::optional<failure> write_texts(const output_options& given, std::string_view what, const renderer& render) {
    for (const auto& target : given.targets) {
        const auto text = render(target.format, style_for(given, target));
        if (!text)
            return failure{exit_usage, "--output: " + std::string(what) + " is not written as " +
                                           std::string(to_string(target.format))};
        if (auto error = put(target.file, *text))
            return error;
    }
    return std::nullopt;
}

std::optional<failure> write_outputs(const output_options& given, const sweep_report& report) {
    auto error = write_texts(given, "a sweep", [&](output_format format, const table_style& style) {
        return rendered(format, style, report);
    });
    if (error || given.save.empty())
        return error;
    return put(given.save, render_json(report));
}

std::optional<failure> write_to_standard_output(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
        return failure{exit_discovery,
                       std::string("cannot write the report to standard output: ") + std::strerror(errno)};
    return std::nullopt;
}

} // namespace srcip::probe
