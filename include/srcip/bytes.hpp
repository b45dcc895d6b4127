#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace srcip {

/// Reads big-endian numbers from a byte range and never past its end: the first read that would sets ok() to false,
/// and it and every later one give zero. Callers read a whole structure and ask once.
class byte_reader {
  public:
    explicit byte_reader(std::span<const std::uint8_t> bytes)
        : bytes_(bytes) {}

    bool ok() const { return ok_; }
    std::size_t remaining() const { return bytes_.size(); }

    std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
    std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
    std::uint64_t u64() { return number(8); }
    void skip(std::size_t count) { take_bytes(count); }
    /// A reader of the next `count` bytes, which this one passes.
    byte_reader take(std::size_t count) { return byte_reader(take_bytes(count)); }
    std::span<const std::uint8_t> take_bytes(std::size_t count) {
        if (count > bytes_.size()) {
            ok_ = false;
            bytes_ = {};
            return {};
        }
        const auto taken = bytes_.first(count);
        bytes_ = bytes_.subspan(count);
        return taken;
    }

  private:
    std::uint64_t number(std::size_t size) {
        std::uint64_t value = 0;
        for (const auto byte : take_bytes(size))
            value = value << 8 | byte;
        return value;
    }

    std::span<const std::uint8_t> bytes_;
    bool ok_ = true;
};

} // namespace srcip
