#include <srcip/crc32c.hpp>

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace srcip {
namespace {

using bytes = std::vector<std::uint8_t>;

bytes counting(int from, int step) {
    bytes out;
    for (int i = 0; i < 32; ++i)
        out.push_back(static_cast<std::uint8_t>(from + i * step));
    return out;
}

TEST(crc32c, agrees_with_the_published_examples) {
    constexpr std::string_view digits = "123456789";
    const std::pair<bytes, std::uint32_t> table[] = {
        {{}, 0},
        {bytes(digits.begin(), digits.end()), 0xe3069283},
        // RFC 3720 section B.4, whose bytes on the wire are the other way round
        {bytes(32, 0x00), 0x8a9136aa},
        {bytes(32, 0xff), 0x62a8ab43},
        {counting(0, 1), 0x46dd794e},
        {counting(31, -1), 0x113fdb5c},
    };
    for (const auto& [input, checksum] : table)
        EXPECT_EQ(crc32c(input), checksum);
}

TEST(crc32c, goes_on_where_it_ended) {
    const auto whole = counting(0, 7);
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        const auto first = crc32c(std::span(whole).first(size));
        EXPECT_EQ(crc32c(std::span(whole).subspan(size), first), crc32c(whole)) << size;
    }
}

} // namespace
} // namespace srcip
