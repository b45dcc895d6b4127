#include <srcip/crc32c.hpp>

#include <array>

namespace srcip {
namespace {

constexpr std::uint32_t reflected_polynomial = 0x82f63b78; // 0x1edc6f41, lowest power first

constexpr std::uint32_t remainder_of(std::uint32_t byte) {
    for (int bit = 0; bit < 8; ++bit)
        byte = byte >> 1 ^ (byte & 1 ? reflected_polynomial : 0);
    return byte;
}

constexpr auto make_table() {
    std::array<std::uint32_t, 256> out{};
    for (std::uint32_t i = 0; i < out.size(); ++i)
        out[i] = remainder_of(i);
    return out;
}

constexpr auto table = make_table();

} // namespace

std::uint32_t crc32c(std::span<const std::uint8_t> bytes, std::uint32_t before) {
    auto crc = ~before;
    for (const auto byte : bytes)
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xff];
    return ~crc;
}

} // namespace srcip
