#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace srcip::probe {

/// "312 of 20000 paths walked", and as soon as a second has shown how fast it goes: ", 310/s, about 1 min left".
std::string progress_text(std::size_t done, std::size_t all, std::chrono::nanoseconds elapsed);

} // namespace srcip::probe
