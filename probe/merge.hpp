#pragma once

#include "probe/saved_report.hpp"

#include <string>
#include <vector>

namespace srcip::probe {

/// A saved report and the file it came from.
struct named_report {
    std::string file;
    saved_report report;
};

/// One path as every place saw it. Points into the reports.
struct merged_path {
    const path* way = nullptr;
    std::vector<const sweep_row*> rows; ///< one a report, in their order; null: not walked from there
};

/// Several places' view of one cluster: from × path. It refers to the reports.
struct merged_matrix {
    std::vector<std::string> places; ///< "outside", "node n1", …; with the file's name when two are alike
    std::vector<merged_path> paths;  ///< in the order of reports
};

merged_matrix merge(const std::vector<named_report>& reports);

/// What the sweep that wrote the report ended with.
int exit_code(const saved_report& report);

/// The worst of all: 1, else 4, else 0.
int exit_code(const std::vector<named_report>& reports);

} // namespace srcip::probe
