#pragma once

#include "probe/report/columns.hpp"
#include "probe/report/groups.hpp"
#include "probe/report/look.hpp"
#include "probe/report/table.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

// The parts of a table, each a function that appends its lines.
namespace srcip::probe {

/// Where the lines go and what they may look like.
struct table_page {
    const table_style& style;
    painter paint{style.colour, style.unicode};
    std::string out{};

    /// One line, cut where the terminal ends.
    void line(std::initializer_list<table_cell> parts);
    void line(std::string_view text, std::string_view sgr) { line({{std::string(text), sgr}}); }
    /// Own and escaped text, as many lines as it needs; those after the first are indented.
    void sentence(std::string_view text, std::size_t indent = 2);
};

/// Every path, one line each, under the line of its service.
void write_paths(table_page& page, const std::vector<service_group>& groups);

/// How many health ports agree, and those that do not; wide: all of them.
void write_health(table_page& page, const sweep_report& report);

/// Each note once: with its path, or with the number of paths that share it.
void write_notes(table_page& page, const std::vector<service_group>& groups);

void write_advice(table_page& page, const sweep_report& report);

} // namespace srcip::probe
