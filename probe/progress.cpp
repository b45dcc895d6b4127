#include "probe/progress.hpp"

#include <cstdio>

namespace srcip::probe {

void progress::say(const std::string& what) { show("sipprobe: " + what + " …"); }

void progress::count(std::size_t done, std::size_t all) {
    const auto now = std::chrono::steady_clock::now();
    if (done != all && now < next_)
        return;
    next_ = now + std::chrono::milliseconds(100);
    show("sipprobe: " + std::to_string(done) + " of " + std::to_string(all) + " paths walked");
}

void progress::clear() {
    if (shown_)
        std::fputs("\r\x1b[K", stderr);
    shown_ = false;
}

void progress::show(const std::string& text) {
    if (!visible_)
        return;
    std::fputs(("\r\x1b[K" + text).c_str(), stderr);
    shown_ = true;
}

} // namespace srcip::probe
