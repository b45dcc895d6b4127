#include "echoserver/descriptor_writer.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>

#include <poll.h>
#include <unistd.h>

namespace srcip::echoserver {
namespace {

using std::chrono::milliseconds;

/// hurry() must be noticed by those who already wait.
constexpr milliseconds longest_poll{100};

/// As much as a pipe takes at once when it has any room at all (pipe(7)): whole lines if possible, so that others who
/// write to the same pipe cannot get in between.
std::string_view next_chunk(std::string_view lines) {
    if (lines.size() <= PIPE_BUF)
        return lines;
    const auto end = lines.rfind('\n', PIPE_BUF - 1);
    return lines.substr(0, end == std::string_view::npos ? PIPE_BUF : end + 1);
}

std::uint64_t count_lines(std::string_view lines) {
    return static_cast<std::uint64_t>(std::count(lines.begin(), lines.end(), '\n'));
}

} // namespace

descriptor_writer::descriptor_writer(int descriptor, std::optional<milliseconds> patience, milliseconds farewell)
    : descriptor_(descriptor)
    , patience_(patience)
    , farewell_(farewell) {}

std::uint64_t descriptor_writer::write(std::string_view lines) {
    std::size_t ignored = 0;
    if (broken_line_ && !write_chunk("\n", ignored))
        return count_lines(lines);
    broken_line_ = false;
    while (!lines.empty()) {
        std::size_t written = 0;
        const bool good = write_chunk(next_chunk(lines), written);
        if (written != 0)
            broken_line_ = lines[written - 1] != '\n';
        lines.remove_prefix(written);
        if (!good)
            return count_lines(lines);
    }
    return 0;
}

/// Returns whether it wrote all of it.
bool descriptor_writer::write_chunk(std::string_view chunk, std::size_t& written) {
    while (written < chunk.size()) {
        if (!wait_for_room()) {
            failing_ = true;
            return false;
        }
        const auto count = ::write(descriptor_, chunk.data() + written, chunk.size() - written);
        if (count >= 0)
            written += static_cast<std::size_t>(count);
        else if (errno != EINTR) { // EAGAIN too: poll said there was room, so waiting again might spin
            failing_ = true;
            return false;
        }
    }
    failing_ = false;
    return true;
}

/// A closed pipe counts as room: the write says what is wrong.
bool descriptor_writer::wait_for_room() {
    const auto begin = clock::now();
    while (true) {
        const auto left = std::chrono::ceil<milliseconds>(deadline(begin) - clock::now());
        pollfd wanted{descriptor_, POLLOUT, 0};
        const auto wait = std::clamp(left, milliseconds(0), longest_poll);
        if (::poll(&wanted, 1, static_cast<int>(wait.count())) > 0)
            return true;
        if (left <= milliseconds(0))
            return false;
    }
}

descriptor_writer::clock::time_point descriptor_writer::deadline(clock::time_point begin) const {
    if (failing_ && patience_)
        return begin;
    const auto patient = patience_ ? begin + *patience_ : clock::time_point::max();
    const auto hurry_until = hurry_until_.load(std::memory_order_relaxed);
    return hurry_until == 0 ? patient : std::min(patient, clock::time_point(clock::duration(hurry_until)));
}

void descriptor_writer::hurry() {
    hurry_until_.store((clock::now() + farewell_).time_since_epoch().count(), std::memory_order_relaxed);
}

} // namespace srcip::echoserver
