#include "probe/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace srcip::probe {
namespace {

std::string_view variable(const char* name) {
    const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): nobody sets variables
    return value == nullptr ? std::string_view() : value;
}

/// The first of these that is set and not empty decides (POSIX, "Internationalization Variables").
bool locale_is_utf8() {
    for (const auto* name : {"LC_ALL", "LC_CTYPE", "LANG"})
        if (const auto value = variable(name); !value.empty())
            return value.find("UTF-8") != value.npos || value.find("utf8") != value.npos;
    return false;
}

std::size_t width_of(int file_descriptor) {
    winsize size{};
    return ioctl(file_descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

} // namespace

terminal look_at_terminal(int file_descriptor) {
    terminal out;
    out.unicode = locale_is_utf8();
    out.present = isatty(file_descriptor) == 1 && variable("TERM") != "dumb";
    if (!out.present)
        return out;
    out.width = width_of(file_descriptor);
    out.colour = variable("NO_COLOR").empty();
    return out;
}

} // namespace srcip::probe
