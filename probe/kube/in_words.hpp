#pragma once

#include <chrono>
#include <string>

namespace srcip::probe::kube {

/// "3 s", or "250 ms" where seconds would not be whole.
inline std::string in_words(std::chrono::milliseconds time) {
    return time.count() % 1000 == 0 ? std::to_string(time.count() / 1000) + " s" : std::to_string(time.count()) + " ms";
}

} // namespace srcip::probe::kube
