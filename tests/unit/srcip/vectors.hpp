#pragma once

#include "tests/support/test_data.hpp"

#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// Reads tests/vectors/*.tsv: a row a line, columns between tabs, "#" begins a comment line.
namespace srcip::testing {

inline std::vector<std::string> split(std::string_view text, std::string_view separator) {
    std::vector<std::string> out;
    for (;;) {
        const auto end = text.find(separator);
        out.emplace_back(text.substr(0, end));
        if (end == text.npos)
            return out;
        text.remove_prefix(end + separator.size());
    }
}

inline std::vector<std::vector<std::string>> vectors(const std::string& name, std::size_t columns) {
    std::ifstream file(srcip::test::test_data("vectors/") + name);
    std::vector<std::vector<std::string>> rows;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#')
            continue;
        rows.push_back(split(line, "\t"));
        if (rows.back().size() != columns)
            throw std::runtime_error(name + ": not " + std::to_string(columns) + " columns: " + line);
    }
    if (rows.empty())
        throw std::runtime_error(name + ": no rows");
    return rows;
}

inline std::vector<std::uint8_t> from_hex(std::string_view hex) {
    std::vector<std::uint8_t> out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        out.push_back(static_cast<std::uint8_t>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
    return out;
}

/// Field lines joined by " ⏎ " in one column.
inline std::vector<std::string> field_lines(std::string_view column) { return split(column, " ⏎ "); }

inline std::vector<std::string_view> as_views(const std::vector<std::string>& texts) {
    return {texts.begin(), texts.end()};
}

} // namespace srcip::testing
