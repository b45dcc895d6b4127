#include "probe/outputs.hpp"

#include "probe/options.hpp"
#include "probe/report/formats.hpp"
#include "probe/report/github.hpp"
#include "probe/terminal.hpp"
#include "probe/write_file.hpp"

#include <srcip/printable.hpp>

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace srcip::probe {
namespace {

failure cannot_write(const std::string& where, const std::string& why) {
    return {exit_discovery, "cannot write the report to " + where + ": " + why};
}

/// Standard output, piece by piece; the first thing that goes wrong is kept.
class standard_output {
  public:
    void write(std::string_view piece) {
        if (error_ == 0 && std::fwrite(piece.data(), 1, piece.size(), stdout) != piece.size())
            error_ = errno;
    }

    std::optional<failure> finish() {
        if (error_ == 0 && std::fflush(stdout) != 0)
            error_ = errno;
        if (error_ == 0)
            return std::nullopt;
        return cannot_write("standard output", std::strerror(error_)); // NOLINT(concurrency-mt-unsafe): one thread
    }

  private:
    int error_ = 0;
};

table_style style_for(const output_options& given, const output_target& target) {
    const auto screen = look_at_terminal(STDOUT_FILENO);
    table_style style;
    const bool to_screen = target.file.empty();
    style.width = to_screen ? screen.width : 0;
    style.unicode = screen.unicode;
    style.colour =
        given.color == color_choice::always || (given.color == color_choice::automatic && to_screen && screen.colour);
    return style;
}

std::optional<failure> write_to(const output_target& target, const table_style& style, const sweep_report& report) {
    if (target.file.empty()) {
        standard_output place;
        text_output out([&](std::string_view piece) { place.write(piece); });
        render(target.format, report, style, out);
        return place.finish();
    }
    file_replacement file(target.file);
    text_output out([&](std::string_view piece) { file.write(piece); });
    render(target.format, report, style, out);
    if (const auto error = file.commit())
        return cannot_write(printable(target.file), error.message());
    return std::nullopt;
}

/// GitHub refuses a step's summary that is longer, whoever wrote what of it.
constexpr std::size_t longest_job_summary = 1024U * 1024U;

/// A step's Markdown goes to a file that the runner names.
std::optional<failure> write_job_summary(const sweep_report& report) {
    const char* const file = std::getenv("GITHUB_STEP_SUMMARY"); // NOLINT(concurrency-mt-unsafe): nobody sets variables
    if (file == nullptr || *file == '\0')
        return std::nullopt;
    std::string text;
    text_output out([&](std::string_view piece) { text += piece; });
    render_job_summary(report, longest_job_summary - std::min(longest_job_summary, file_size(file)), out);
    out.finish();
    if (const auto error = append_to_file(file, text))
        return cannot_write(printable(file) + " (GITHUB_STEP_SUMMARY)", error.message());
    return std::nullopt;
}

std::optional<failure> put(const std::string& file, std::string_view text) {
    if (file.empty())
        return write_to_standard_output(text);
    if (const auto error = replace_file(file, text))
        return cannot_write(printable(file), error.message());
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
    std::optional<failure> first;
    const auto keep = [&](std::optional<failure> error) {
        if (!first)
            first = std::move(error);
    };
    for (const auto& target : given.targets) {
        keep(write_to(target, style_for(given, target), report));
        if (target.format == output_format::github)
            keep(write_job_summary(report));
    }
    if (!given.save.empty())
        keep(write_to({output_format::json, given.save}, {}, report));
    return first;
}

std::optional<failure> write_to_standard_output(std::string_view text) {
    standard_output out;
    out.write(text);
    return out.finish();
}

} // namespace srcip::probe
