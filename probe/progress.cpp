#include "probe/progress.hpp"

#include "probe/report/cells.hpp"
#include "probe/terminal.hpp"

#include <unistd.h>

#include <cstdio>

namespace srcip::probe {

void progress::say(const std::string& what) { show("sipprobe: " + what); }

void progress::count(std::size_t done, std::size_t all) {
    if (!visible_)
        return;
    const auto now = clock::now();
    if (!began_)
        began_ = now;
    if (done != all && now < next_)
        return;
    next_ = now + std::chrono::milliseconds(100);
    show("sipprobe: " + progress_text(done, all, now - *began_));
}

void progress::clear() {
    if (shown_)
        std::fputs("\r\x1b[K", stderr); // EL, ECMA-48 section 8.3.41
    shown_ = false;
}

void progress::show(const std::string& text) {
    if (!visible_)
        return;
    const terminal screen = look_at_terminal(STDERR_FILENO); // each time: windows change their size
    const std::string_view ellipsis = screen.unicode ? "…" : "~";
    // A line that fills the last column would wrap on some terminals.
    const std::string line = screen.width < 2 ? text : fit(text, screen.width - 1, ellipsis);
    std::fputs(("\r\x1b[K" + line).c_str(), stderr);
    shown_ = true;
}

} // namespace srcip::probe
