#include "echoserver/access_sampler.hpp"

#include <utility>

namespace srcip::echoserver {

access_sampler::access_sampler(const log_options& settings, unsigned thread, unsigned threads)
    : mode_(settings.access) {
    const auto rate = settings.sampled_per_second;
    if (rate >= threads)
        budget_ = rate / threads + (thread < rate % threads ? 1 : 0);
    else if (rate > 0) {
        budget_ = 1;
        window_ = std::chrono::milliseconds(1'000ULL * threads / rate);
    }
}

void access_sampler::open_window(std::chrono::milliseconds now) {
    suppressed_before_ += std::exchange(suppressed_, 0);
    left_ = budget_;
    window_end_ = now + window_;
}

std::uint64_t access_sampler::take_suppressed(std::chrono::milliseconds now) {
    if (now >= window_end_)
        open_window(now);
    return std::exchange(suppressed_before_, 0);
}

std::uint64_t access_sampler::take_all_suppressed() {
    return std::exchange(suppressed_before_, 0) + std::exchange(suppressed_, 0);
}

} // namespace srcip::echoserver
