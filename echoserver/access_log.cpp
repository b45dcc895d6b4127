#include "echoserver/access_log.hpp"

#include "echoserver/descriptor_writer.hpp"

#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <csignal>
#include <stdexcept>
#include <utility>

#include <unistd.h>

namespace srcip::echoserver {
namespace {

using clock = std::chrono::steady_clock;

/// What the threads that write and the thread that empties the queue have in common.
struct queue_account {
    std::atomic<std::size_t> batches = 0; ///< queued, or being written
    std::atomic<std::uint64_t> dropped = 0;
};

/// Says in the server's own log that lines are being lost: rarely, and ever more rarely.
class loss_report {
  public:
    void look(std::uint64_t dropped, clock::time_point now) {
        if (dropped == reported_ || now < next_)
            return;
        reported_ = dropped;
        next_ = now + interval_;
        interval_ = std::min<std::chrono::seconds>(interval_ * 2, std::chrono::hours(1));
        spdlog::warn("{} access log lines were lost so far: standard output is closed, full or read too slowly",
                     dropped);
    }

  private:
    std::uint64_t reported_ = 0;
    std::chrono::seconds interval_{10};
    clock::time_point next_{};
};

/// The end of spdlog's queue. The message is a batch of lines and is written as it is.
class batch_sink : public spdlog::sinks::sink {
  public:
    batch_sink(std::unique_ptr<line_writer> output, queue_account& account)
        : output_(std::move(output))
        , account_(account) {}

    void log(const spdlog::details::log_msg& batch) override {
        const auto lost = output_->write({batch.payload.data(), batch.payload.size()});
        account_.dropped.fetch_add(lost, std::memory_order_relaxed);
        account_.batches.fetch_sub(1, std::memory_order_relaxed);
        report_.look(account_.dropped.load(std::memory_order_relaxed), clock::now());
    }
    void flush() override {}
    void set_pattern(const std::string&) override {}
    void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

    void hurry() { output_->hurry(); }

  private:
    std::unique_ptr<line_writer> output_;
    queue_account& account_;
    loss_report report_;
};

/// Signals are for the threads that wait for them; SIGPIPE becomes an error of write().
void block_signals() {
    sigset_t all{};
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

/// spdlog calls this on the thread that wanted to queue something, and then forgets the message.
void rethrow(const std::string& why) { throw std::runtime_error(why); }

} // namespace

struct access_log::backend {
    explicit backend(std::unique_ptr<line_writer> output)
        : sink(std::make_shared<batch_sink>(std::move(output), account)) {
        logger->set_error_handler(rethrow);
    }
    /// Ends the thread, with everything queued, while what it uses is still there.
    ~backend() {
        sink->hurry();
        pool.reset();
    }
    backend(const backend&) = delete;
    backend& operator=(const backend&) = delete;

    queue_account account{};
    std::shared_ptr<batch_sink> sink;
    // Room for all batches and for the pool's own last message: spdlog, which would overwrite the oldest message
    // without telling how many lines it held, never has to.
    std::shared_ptr<spdlog::details::thread_pool> pool =
        std::make_shared<spdlog::details::thread_pool>(access_log_queue + 8, 1, block_signals);
    std::shared_ptr<spdlog::async_logger> logger = std::make_shared<spdlog::async_logger>(
        std::string(), sink, pool, spdlog::async_overflow_policy::overrun_oldest);
};

access_log::access_log(const log_options& settings)
    : access_log(settings, std::make_unique<descriptor_writer>(STDOUT_FILENO, std::nullopt)) {}

access_log::access_log(const log_options& settings, std::unique_ptr<line_writer> output)
    : backend_(settings.access == access_log_mode::off ? nullptr : std::make_unique<backend>(std::move(output))) {}

access_log::~access_log() = default;

void access_log::write(std::string_view lines, std::uint64_t count) {
    if (!backend_)
        return;
    auto& account = backend_->account;
    const bool room = account.batches.fetch_add(1, std::memory_order_relaxed) < access_log_queue;
    try {
        if (room) {
            backend_->logger->log(spdlog::level::info, spdlog::string_view_t(lines.data(), lines.size()));
            return;
        }
    } catch (const std::exception&) { // no memory
    }
    account.batches.fetch_sub(1, std::memory_order_relaxed);
    account.dropped.fetch_add(count, std::memory_order_relaxed);
}

std::uint64_t access_log::dropped() const {
    return backend_ ? backend_->account.dropped.load(std::memory_order_relaxed) : 0;
}

} // namespace srcip::echoserver
