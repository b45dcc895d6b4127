#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace srcip {

/// Two lower case digits a byte.
inline void append_hex(std::span<const std::uint8_t> bytes, std::string& out) {
    constexpr char digits[] = "0123456789abcdef";
    for (const auto byte : bytes) {
        out += digits[byte >> 4U];
        out += digits[byte & 0xFU];
    }
}

/// As a PROXY TLV's type is written: "0x" and two digits.
inline std::string type_in_hex(std::uint8_t type) {
    std::string out = "0x";
    append_hex({&type, 1}, out);
    return out;
}

} // namespace srcip
