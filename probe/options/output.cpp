#include "probe/options/output.hpp"

#include <CLI/App.hpp>

#include <algorithm>
#include <optional>

namespace srcip::probe {
namespace {

constexpr auto group = "What you see";

std::string all_formats() {
    std::string out;
    for (const auto format : report_formats())
        out.append(out.empty() ? "" : ", ").append(to_string(format));
    return out;
}

option_error add_target(const std::string& text, std::vector<output_target>& targets) {
    const auto sign = std::min(text.find('='), text.size());
    const auto name = text.substr(0, sign);
    const auto format = find_report_format(name);
    if (!format)
        return "--output: '" + name + "' is none of " + all_formats();
    output_target target{*format, text.substr(std::min(sign + 1, text.size()))};
    if (sign < text.size() && target.file.empty())
        return "--output: '" + text + "' names no file";
    if (target.file == "-")
        target.file.clear();
    for (const auto& other : targets)
        if (other.file == target.file)
            return target.file.empty() ? "--output: only one of them can go to standard output; write FORMAT=FILE"
                                       : "--output: two of them go to '" + target.file + "'";
    targets.push_back(std::move(target));
    return std::nullopt;
}

bool says_something_here(const std::vector<output_target>& targets) {
    return std::ranges::any_of(targets, [](const output_target& t) { return t.file.empty(); });
}

} // namespace

void add_format_options(CLI::App& app, raw_output& raw, std::string_view formats) {
    app.add_option("-o,--output", raw.outputs,
                   std::string(formats) + "; with =FILE to that file; may be repeated [table]")
        ->group(group)
        ->type_name("FORMAT[=FILE]")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_option("--color", raw.color, "auto (on a terminal, unless NO_COLOR is set), always or never")
        ->group(group)
        ->type_name("WHEN")
        ->capture_default_str()
        ->check(CLI::IsMember({"auto", "always", "never"}));
}

void add_output_options(CLI::App& app, raw_output& raw) {
    add_format_options(app, raw, "table, wide, json, junit, markdown, github, csv, prometheus, tap or html");
    app.add_option("--save", raw.plain.save, "Also write the report as JSON to this file, for --baseline and diff")
        ->group(group)
        ->type_name("FILE");
    app.add_option("--baseline", raw.plain.baseline, "Say what changed since this saved report")
        ->group(group)
        ->type_name("FILE");
    app.add_flag("-q,--quiet", raw.plain.quiet, "No progress, and on standard output only what -o asks for")
        ->group(group);
}

option_error read_output_options(const raw_output& raw, output_options& out) {
    out = raw.plain;
    out.targets.clear();
    for (const auto& text : raw.outputs)
        if (auto error = add_target(text, out.targets))
            return error;
    if (!out.quiet && !says_something_here(out.targets))
        out.targets.insert(out.targets.begin(), output_target{});
    out.color = raw.color == "always"  ? color_choice::always
                : raw.color == "never" ? color_choice::never
                                       : color_choice::automatic;
    return std::nullopt;
}

} // namespace srcip::probe
