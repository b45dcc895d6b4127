#pragma once

#include "probe/failure.hpp"
#include "probe/options/output.hpp"
#include "probe/report/sweep_report.hpp"
#include "probe/report/table.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace srcip::probe {

/// Turns something into text; absent: not in that format.
using renderer = std::function<std::optional<std::string>(output_format, const table_style&)>;

/// Writes the report everywhere -o and --save want it, each place piece by piece: a long report takes no memory of its
/// length. A place that fails keeps none of the others from being written; the first failure is returned.
///
/// As GitHub's annotations it also goes, in Markdown, to the end of the file that GITHUB_STEP_SUMMARY names.
std::optional<failure> write_outputs(const output_options& given, const sweep_report& report);

/// Writes what `render` makes of it everywhere -o wants it. `what` is the mode's name: a format it has not is an error
/// that names it.
std::optional<failure> write_texts(const output_options& given, std::string_view what, const renderer& render);

/// Writes text to standard output, all of it.
std::optional<failure> write_to_standard_output(std::string_view text);

} // namespace srcip::probe
