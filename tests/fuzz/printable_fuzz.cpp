#include "fuzz.hpp"

#include <srcip/printable.hpp>
#include <srcip/utf8.hpp>

using namespace srcip;

/// Bounded, well-formed, on one line, and no control among it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t ellipsis = 3;
    const std::size_t max = size == 0 ? 0 : data[0];
    const auto shown = printable(fuzz::as_text(data, size), max);
    fuzz::require(shown.size() <= max + ellipsis);
    std::string_view rest = shown;
    while (!rest.empty()) {
        const auto length = utf8_sequence_length(rest);
        const auto first = static_cast<unsigned char>(rest.front());
        const bool c1_control = length == 2 && first == 0xc2 && static_cast<unsigned char>(rest[1]) < 0xa0;
        fuzz::require(length != 0 && first >= 0x20 && first != 0x7f && !c1_control);
        rest.remove_prefix(length);
    }
    return 0;
}
