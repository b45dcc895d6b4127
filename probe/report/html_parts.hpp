#pragma once

#include "probe/report/drawing.hpp"
#include "probe/report/groups.hpp"
#include "probe/report/text_output.hpp"

#include <srcip/html_writer.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

// The parts of the page, each a function that appends its section.
namespace srcip::probe {

/// What all parts are made from and written to.
struct html_page {
    const sweep_report& report;
    const std::vector<service_group>& groups; ///< the section of group i is #s<i>
    text_output& out;
    html_writer to{out.text()};
};

extern const std::string_view html_style;  ///< the text of the style element
extern const std::string_view html_script; ///< the text of the script element
/// The page's Content-Security-Policy: the hashes of both, and nothing else. A test holds it to them.
extern const std::string_view html_policy;

/// The sign and the word of an outcome.
void write_outcome(html_writer& out, promise_outcome outcome);
/// The name that the style sheet knows an outcome by.
markup outcome_class(promise_outcome outcome);
/// A rule's, an issue's or a page's name, and a link where it is one.
void write_reference(html_writer& out, std::string_view reference);

void write_html_advice(html_page& page);
void write_html_matrix(html_page& page);
void write_html_drawings(html_page& page);
void write_html_paths(html_page& page);
void write_html_health(html_page& page);
/// The rules that decided, in words; what is not known; what was not walked.
void write_html_end(html_page& page);

/// A drawing as an SVG element: boxes one below the other, so that it fits a telephone.
void write_svg(html_writer& out, const path_drawing& drawing);

} // namespace srcip::probe
