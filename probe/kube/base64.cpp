#include "probe/kube/base64.hpp"

#include <cstddef>
#include <cstdint>

namespace srcip::probe::kube {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string without_line_breaks(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (c != '\r' && c != '\n')
            out += c;
    }
    return out;
}

char byte_of(std::uint32_t group, unsigned shift) {
    return static_cast<char>(static_cast<unsigned char>((group >> shift) & 0xFFU));
}

/// The trailing "=" of the last group: 0, 1 or 2.
std::size_t padding_of(std::string_view text) {
    if (text.ends_with("=="))
        return 2;
    return text.ends_with('=') ? 1 : 0;
}

} // namespace

std::optional<std::string> decode_base64(std::string_view text) {
    std::string symbols = without_line_breaks(text);
    if (symbols.size() % 4 != 0)
        return std::nullopt;
    const std::size_t padding = padding_of(symbols);
    symbols.replace(symbols.size() - padding, padding, padding, 'A');
    std::string out;
    out.reserve(symbols.size() / 4 * 3);
    for (std::size_t i = 0; i < symbols.size(); i += 4) {
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            const std::size_t value = alphabet.find(symbols[i + k]);
            if (value == std::string_view::npos)
                return std::nullopt;
            group = (group << 6U) | static_cast<std::uint32_t>(value);
        }
        out += byte_of(group, 16);
        out += byte_of(group, 8);
        out += byte_of(group, 0);
    }
    out.resize(out.size() - padding);
    return out;
}

std::string encode_base64(std::string_view bytes) {
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::string_view part = bytes.substr(i, 3);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = (group << 8U) | (k < part.size() ? static_cast<unsigned char>(part[k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            out += k <= part.size() ? alphabet[(group >> (18 - 6 * k)) & 0x3FU] : '=';
    }
    return out;
}

} // namespace srcip::probe::kube
