#include "echoserver/access_log.hpp"

namespace srcip::echoserver {
namespace {

using std::chrono::milliseconds;

/// Waking the log's thread costs more than making several lines.
constexpr std::size_t full_batch = max_access_batch - max_access_line;

/// Lines that come further apart than this are handed over one by one.
constexpr milliseconds batch_age{100};

} // namespace

access_log_writer::access_log_writer(access_log& log, const log_options& settings, unsigned thread, unsigned threads)
    : log_(log)
    , sampler_(settings, thread, threads)
    , format_(settings.format) {
    if (settings.access != access_log_mode::off)
        buffer_.reserve(max_access_batch);
}

access_log_writer::~access_log_writer() {
    if (const auto count = sampler_.take_all_suppressed(); count != 0)
        add_suppressed(count, std::chrono::system_clock::now());
    if (lines_ != 0)
        log_.write(buffer_, lines_);
}

void access_log_writer::add(const access_record& record, milliseconds now) {
    format_.append(record, buffer_);
    ++lines_;
    if (buffer_.size() >= full_batch || now - batch_age >= handed_over_)
        hand_over(now);
}

void access_log_writer::tick(milliseconds now, std::chrono::system_clock::time_point time) {
    if (const auto count = sampler_.take_suppressed(now); count != 0)
        add_suppressed(count, time);
    if (lines_ != 0)
        hand_over(now);
}

void access_log_writer::add_suppressed(std::uint64_t count, std::chrono::system_clock::time_point time) {
    log_.count_suppressed(count);
    format_.append_suppressed(time, count, buffer_);
    ++lines_;
}

void access_log_writer::hand_over(milliseconds now) {
    log_.write(buffer_, lines_);
    buffer_.clear();
    lines_ = 0;
    handed_over_ = now;
}

} // namespace srcip::echoserver
