#include "tests/support/test_data.hpp"

namespace srcip::test {

std::string test_data(std::string_view name) { return std::string(SRCIP_TEST_DATA "/").append(name); }

std::string checkout_file(std::string_view name) { return std::string(SRCIP_TEST_DATA "/../").append(name); }

} // namespace srcip::test
