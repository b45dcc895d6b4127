#pragma once

#include <string>
#include <string_view>

namespace srcip::test {

/// Expects `text` to be what tests/golden/NAME holds, and shows the first line that differs. With SRCIP_UPDATE_GOLDEN=1
/// in the environment the file is written instead: look at the difference before you commit it.
void expect_golden(std::string_view name, const std::string& text);

} // namespace srcip::test
