#pragma once

#include <cstdint>
#include <span>

namespace srcip {

/// CRC32C (Castagnoli), as RFC 9260 appendix A and the PROXY protocol's PP2_TYPE_CRC32C use it. To go on where an
/// earlier call ended, pass its result: crc32c(b, crc32c(a)) is the checksum of a followed by b.
std::uint32_t crc32c(std::span<const std::uint8_t> bytes, std::uint32_t before = 0);

} // namespace srcip
