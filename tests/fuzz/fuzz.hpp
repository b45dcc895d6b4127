#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

/// Called with one input after the other, by libFuzzer or by replay.cpp. It must not crash, hang, or return anything
/// but 0.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace srcip::fuzz {

/// What must hold for every input; a fuzzer learns of it as of any crash.
inline void require(bool holds) {
    if (!holds)
        std::abort();
}

inline std::string_view as_text(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// The input's lines, as a message's repeated fields.
inline std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> out;
    for (auto end = text.find('\n'); end != text.npos; end = text.find('\n')) {
        out.push_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    out.push_back(text);
    return out;
}

} // namespace srcip::fuzz
