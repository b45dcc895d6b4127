#pragma once

#include <string_view>

namespace srcip {

/// One header field as it came: the name in the sender's case, the value without surrounding white space.
struct header_field {
    std::string_view name;
    std::string_view value;
};

} // namespace srcip
