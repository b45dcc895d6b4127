#include "probe/sweep.hpp"

#include "probe/walk_order.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <exception>
#include <list>
#include <set>

namespace srcip::probe {
namespace {

namespace asio = boost::asio;
using std::chrono::steady_clock;

constexpr unsigned most_tries_of_a_refusal = 3;
/// Either way the promise is kept: this many are worth the wait, and a cluster that filters ICMP may have thousands.
constexpr std::size_t most_refusals_retried = 32;
constexpr auto use_tuple = asio::as_tuple(asio::use_awaitable);

bool is_stopped(const sweep_options& options) { return options.stopped && options.stopped(); }

/// So many copies of one coroutine, and waiting for the last of them. They run on one thread. Whether they shall stop
/// is looked at by the clock: it is a signal's handler that knows, and it cannot tell.
class crew {
  public:
    crew(const asio::any_io_executor& executor, const sweep_options& options)
        : tick_(executor)
        , options_(options) {}

    void add(asio::awaitable<void> work) {
        ++working_;
        signals_.emplace_back();
        asio::co_spawn(tick_.get_executor(), std::move(work),
                       asio::bind_cancellation_slot(signals_.back().slot(),
                                                    [this](std::exception_ptr failure) { ended(failure); }));
    }

    asio::awaitable<void> wait() {
        while (working_ != 0) {
            tick_.expires_after(options_.stopped ? look_every : for_long);
            co_await tick_.async_wait(use_tuple);
            if (is_stopped(options_))
                cancel();
        }
        if (failure_ && !is_stopped(options_)) // to be cancelled is a failure, too, but one that was asked for
            std::rethrow_exception(failure_);
    }

  private:
    static constexpr std::chrono::milliseconds look_every{100};
    static constexpr std::chrono::hours for_long{24};

    void ended(std::exception_ptr failure) {
        if (failure)
            failure_ = failure;
        if (--working_ == 0)
            tick_.cancel();
    }

    void cancel() {
        for (auto& signal : signals_)
            signal.emit(asio::cancellation_type::terminal);
    }

    asio::steady_timer tick_; ///< cancelled by the last worker
    const sweep_options& options_;
    std::list<asio::cancellation_signal> signals_;
    std::size_t working_ = 0;
    std::exception_ptr failure_;
};

/// What the workers of one sweep share.
struct shared_work {
    const std::vector<path>& paths;
    const sweep_options& options;
    walk_order order;
    std::vector<walked_path> seen;
    std::size_t done = 0;
    steady_clock::time_point next_start{};

    bool stopped() const { return is_stopped(options); }
};

exchange_target target_of(const path& path) { return {path.target, path.protocol, path.tls, path.host_name}; }

/// Waits until --rate allows one more connection.
asio::awaitable<void> keep_rate(shared_work& work) {
    if (work.options.rate <= 0)
        co_return;
    const auto interval =
        std::chrono::duration_cast<steady_clock::duration>(std::chrono::duration<double>(1 / work.options.rate));
    const auto now = steady_clock::now();
    const auto start = std::max(now, work.next_start);
    work.next_start = start + interval;
    if (start == now)
        co_return;
    asio::steady_timer timer(co_await asio::this_coro::executor, start);
    co_await timer.async_wait(use_tuple);
}

asio::awaitable<void> walk(shared_work& work) {
    while (!work.stopped()) {
        const auto index = work.order.take();
        if (!index)
            co_return;
        co_await keep_rate(work);
        auto seen = co_await exchange(target_of(work.paths[*index]), marker_mss(*index), work.options.exchange);
        if (work.stopped())
            co_return; // what it saw may be its own end
        work.order.release(*index);
        add_seen(work.seen[*index], std::move(seen));
        ++work.done;
        if (work.options.on_progress)
            work.options.on_progress(work.done);
    }
}

/// The outcome among those of a path that was silence; absent: there is none.
std::optional<std::size_t> find_silence(const walked_path& walked) {
    const auto at = std::find_if(walked.begin(), walked.end(),
                                 [](const auto& seen) { return seen.observation.contact == contact::timeout; });
    if (at == walked.end())
        return std::nullopt;
    return static_cast<std::size_t>(at - walked.begin());
}

asio::awaitable<void> try_again(shared_work& work, std::size_t path, std::size_t silence) {
    const unsigned attempts = work.seen[path][silence].observation.attempts;
    co_await keep_rate(work);
    auto seen = co_await exchange(target_of(work.paths[path]), marker_mss(path), work.options.exchange);
    if (work.stopped())
        co_return;
    seen.attempts = attempts + 1;
    replace_seen(work.seen[path], silence, std::move(seen));
}

asio::awaitable<void> retry_refusals(shared_work& work) {
    std::size_t retried = 0;
    for (std::size_t i = 0; i < work.paths.size() && retried < most_refusals_retried; ++i) {
        if (work.paths[i].promise.expects != expectation::refusal || !find_silence(work.seen[i]))
            continue;
        ++retried;
        for (unsigned tries = 1; tries < most_tries_of_a_refusal && !work.stopped(); ++tries) {
            const auto silence = find_silence(work.seen[i]);
            if (!silence)
                break;
            co_await try_again(work, i, *silence);
        }
    }
}

/// The paths whose silence is odd: an answer was promised, and their address did answer to something else.
std::deque<std::size_t> odd_silences(const shared_work& work) {
    std::set<ip_address> alive;
    for (std::size_t i = 0; i != work.paths.size(); ++i)
        for (const auto& seen : work.seen[i])
            if (seen.observation.contact != contact::timeout && seen.observation.contact != contact::error)
                alive.insert(work.paths[i].target.address);
    std::deque<std::size_t> odd;
    for (std::size_t i = 0; i != work.paths.size(); ++i) {
        const expectation expects = work.paths[i].promise.expects;
        if ((expects == expectation::answer || expects == expectation::preserve) && find_silence(work.seen[i]) &&
            alive.contains(work.paths[i].target.address))
            odd.push_back(i);
    }
    if (odd.size() > std::max(work.options.concurrency, 1U))
        odd.clear(); // so many are no lost packets: it would only take as long once more
    return odd;
}

asio::awaitable<void> retry_odd(shared_work& work, std::deque<std::size_t>& odd) {
    while (!odd.empty() && !work.stopped()) {
        const std::size_t path = odd.front();
        odd.pop_front();
        if (const auto silence = find_silence(work.seen[path]))
            co_await try_again(work, path, *silence);
    }
}

/// What the workers of fetch_all() share.
struct shared_fetches {
    const std::vector<fetch_target>& targets;
    const sweep_options& options;
    std::vector<http_reply> replies;
    std::size_t next = 0;
};

asio::awaitable<void> fetch_some(shared_fetches& work) {
    while (work.next < work.targets.size() && !is_stopped(work.options)) {
        const std::size_t index = work.next++;
        work.replies[index] =
            co_await fetch(work.targets[index].endpoint, work.targets[index].request_target, work.options.exchange);
    }
}

std::size_t workers_for(const sweep_options& options, std::size_t tasks) {
    return std::min<std::size_t>(std::max(options.concurrency, 1U), tasks);
}

} // namespace

std::uint16_t marker_mss(std::size_t n) { return static_cast<std::uint16_t>(1000 + n % 200); }

asio::awaitable<std::vector<walked_path>> sweep(const std::vector<path>& paths, sweep_options options) {
    const auto executor = co_await asio::this_coro::executor;
    shared_work work{paths, options, walk_order(paths, options.attempts, options.per_node),
                     std::vector<walked_path>(paths.size())};
    crew walkers(executor, options);
    const std::size_t connections = paths.size() * std::max(options.attempts, 1U);
    const std::size_t workers = workers_for(options, connections);
    for (std::size_t i = 0; i != workers; ++i)
        walkers.add(walk(work));
    co_await walkers.wait();

    std::deque<std::size_t> odd;
    if (options.attempts <= 1) // otherwise the user counts, and a second chance would hide what is counted
        odd = odd_silences(work);
    const std::size_t helpers = workers_for(options, odd.size()); // before the first of them takes some
    for (std::size_t i = 0; i != helpers; ++i)
        walkers.add(retry_odd(work, odd));
    walkers.add(retry_refusals(work));
    co_await walkers.wait();
    co_return std::move(work.seen);
}

asio::awaitable<std::vector<http_reply>> fetch_all(const std::vector<fetch_target>& targets, sweep_options options) {
    const auto executor = co_await asio::this_coro::executor;
    shared_fetches work{targets, options, std::vector<http_reply>(targets.size())};
    crew workers(executor, options);
    const std::size_t count = workers_for(options, targets.size());
    for (std::size_t i = 0; i != count; ++i)
        workers.add(fetch_some(work));
    co_await workers.wait();
    co_return std::move(work.replies);
}

} // namespace srcip::probe
