#include "probe/sweep.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <exception>

namespace srcip::probe {
namespace {

namespace asio = boost::asio;

constexpr unsigned most_tries_of_a_refusal = 3;

/// What the workers of one sweep share. They run on one thread.
struct shared_work {
    const std::vector<path>& paths;
    const sweep_options& options;
    std::vector<observation> seen;
    std::size_t next = 0;
    std::size_t done = 0;
    unsigned workers = 0;
    std::exception_ptr failure;
    asio::steady_timer finished; ///< cancelled by the last worker
};

exchange_target target_of(const path& path) { return {path.target, path.protocol, path.tls, path.host_name}; }

bool stopped(const sweep_options& options) { return options.stopped && options.stopped(); }

observation not_walked() {
    observation out;
    out.attempts = 0;
    return out;
}

asio::awaitable<void> walk(shared_work& work) {
    while (work.next < work.paths.size() && !stopped(work.options)) {
        const auto index = work.next++;
        work.seen[index] = co_await exchange(target_of(work.paths[index]), marker_mss(index), work.options.exchange);
        ++work.done;
        if (work.options.on_progress)
            work.options.on_progress(work.done);
    }
}

bool wants_another_try(const path& path, const observation& seen) {
    return path.promise.expects == expectation::refusal && seen.contact == contact::timeout &&
           seen.attempts < most_tries_of_a_refusal;
}

asio::awaitable<void> retry_refusals(shared_work& work) {
    for (std::size_t i = 0; i < work.paths.size(); ++i)
        while (wants_another_try(work.paths[i], work.seen[i]) && !stopped(work.options)) {
            const auto attempts = work.seen[i].attempts;
            work.seen[i] = co_await exchange(target_of(work.paths[i]), marker_mss(i), work.options.exchange);
            work.seen[i].attempts = attempts + 1;
        }
}

} // namespace

std::uint16_t marker_mss(std::size_t n) { return static_cast<std::uint16_t>(1000 + n % 200); }

asio::awaitable<std::vector<observation>> sweep(const std::vector<path>& paths, sweep_options options) {
    const auto executor = co_await asio::this_coro::executor;
    shared_work work{paths,
                     options,
                     std::vector<observation>(paths.size(), not_walked()),
                     0,
                     0,
                     0,
                     nullptr,
                     asio::steady_timer(executor)};
    work.finished.expires_at(asio::steady_timer::time_point::max());
    const auto worker_ended = [&work](std::exception_ptr failure) {
        if (failure)
            work.failure = failure;
        if (--work.workers == 0)
            work.finished.cancel();
    };
    const auto wanted = std::min<std::size_t>(std::max(options.concurrency, 1U), paths.size());
    work.workers = static_cast<unsigned>(wanted);
    for (std::size_t i = 0; i < wanted; ++i)
        asio::co_spawn(executor, walk(work), worker_ended);
    if (work.workers > 0)
        co_await work.finished.async_wait(asio::as_tuple(asio::use_awaitable));
    if (work.failure)
        std::rethrow_exception(work.failure);
    co_await retry_refusals(work);
    co_return std::move(work.seen);
}

} // namespace srcip::probe
