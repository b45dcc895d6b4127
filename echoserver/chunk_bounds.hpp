#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace srcip::echoserver {

// What surrounds the data of a chunked body (RFC 9112 section 7.1) is bounded here; the data is bounded elsewhere.
inline constexpr std::size_t max_chunk_line_bytes = 4096;   ///< chunk size and extensions
inline constexpr std::size_t max_trailer_bytes = 8192;      ///< last chunk's line and trailer fields
inline constexpr std::uint64_t max_extension_bytes = 16384; ///< of all chunks of a body together

enum class chunk_state {
    unfinished, ///< wait for more
    whole,      ///< a chunk's line, or the last one with its trailer, is all there
    bad_line,   ///< longer than its bound, or ended by a bare LF
    trailer_too_long,
};

/// Looks at what comes between two chunks' data. `behind_chunk`: the text starts with the CRLF of the chunk before.
///
/// Beast 1.81 would wait for ever for an end that never comes, and asserts when it is asked again with less than five
/// bytes of a last chunk: it is given nothing that is not whole.
chunk_state judge_chunk(std::string_view text, bool behind_chunk);

} // namespace srcip::echoserver
