#pragma once

#include <string>
#include <string_view>

namespace srcip::test {

/// The path of a file below tests/, such as "vectors/forwarded.tsv".
std::string test_data(std::string_view name);
/// The path of a file of the checkout, such as "docs/rules.md".
std::string checkout_file(std::string_view name);

} // namespace srcip::test
