#include "echoserver/chunk_bounds.hpp"

#include <srcip/ascii.hpp>

namespace srcip::echoserver {
namespace {

constexpr auto npos = std::string_view::npos;

/// Whether what stands before a mark of `mark_size` bytes is longer than `most`; an unfinished mark is not counted, so
/// that the verdict does not depend on the pieces the bytes come in.
bool over(std::size_t found, std::size_t size, std::size_t mark_size, std::size_t most) {
    return found != npos ? found > most : size > most + mark_size - 1;
}

// last-chunk = 1*"0" [ chunk-ext ] CRLF
bool is_last_chunk(std::string_view line) {
    const auto digits = line.find_first_not_of('0');
    return digits > 0 && digits != npos && !is_ascii_hex(line[digits]);
}

} // namespace

chunk_state judge_chunk(std::string_view text, bool behind_chunk) {
    const std::size_t start = behind_chunk && text.starts_with("\r\n") ? 2 : 0;
    const auto line_feed = text.find('\n', start);
    const bool bare = line_feed != npos && (line_feed == 0 || text[line_feed - 1] != '\r');
    const auto line_end = line_feed == npos || bare ? npos : line_feed - 1;
    if (bare || over(line_end, text.size(), 2, max_chunk_line_bytes))
        return chunk_state::bad_line;
    if (line_end == npos)
        return chunk_state::unfinished;
    if (!is_last_chunk(text.substr(start)))
        return chunk_state::whole;
    const auto trailer_end = text.find("\r\n\r\n", line_end);
    if (over(trailer_end, text.size(), 4, max_trailer_bytes))
        return chunk_state::trailer_too_long;
    return trailer_end == npos ? chunk_state::unfinished : chunk_state::whole;
}

} // namespace srcip::echoserver
