#include "tests/support/golden.hpp"

#include "tests/support/test_data.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace srcip::test {
namespace {

std::string read_file(const std::string& name) {
    std::ifstream file(name, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// The first line of each that differs.
std::string first_difference(const std::string& expected, const std::string& actual) {
    std::istringstream left(expected);
    std::istringstream right(actual);
    std::string a;
    std::string b;
    for (int line = 1;; ++line) {
        const bool more_left = static_cast<bool>(std::getline(left, a));
        const bool more_right = static_cast<bool>(std::getline(right, b));
        if (!more_left && !more_right)
            return "only the last line's end differs";
        if (!more_left || !more_right || a != b)
            return "line " + std::to_string(line) + "\n  expected: " + (more_left ? a : "(no such line)") +
                   "\n  actual:   " + (more_right ? b : "(no such line)");
    }
}

} // namespace

void expect_golden(std::string_view name, const std::string& text) {
    const std::string file = test_data("golden/" + std::string(name));
    if (std::getenv("SRCIP_UPDATE_GOLDEN") != nullptr) { // NOLINT(concurrency-mt-unsafe): nobody sets variables
        std::ofstream(file, std::ios::binary) << text;
        return;
    }
    const std::string expected = read_file(file);
    EXPECT_TRUE(expected == text) << file << ": " << first_difference(expected, text);
}

} // namespace srcip::test
