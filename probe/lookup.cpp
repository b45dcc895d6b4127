#include "probe/lookup.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>

namespace srcip::probe {

namespace {

namespace asio = boost::asio;

/// Between the coroutine that waits and the thread that asks, which outlives the first when it takes too long.
struct mailbox {
    std::mutex mutex;
    asio::steady_timer* waiting = nullptr; ///< the coroutine's; null once it has gone, and its io_context perhaps
    bool done = false;
    lookup_result result;
};

/// Whatever ends the coroutine, its io_context's destruction included: from here on the thread touches nothing.
class waiting_place {
  public:
    waiting_place(std::shared_ptr<mailbox> box, asio::steady_timer* timer)
        : box_(std::move(box)) {
        box_->waiting = timer;
    }
    ~waiting_place() {
        const std::lock_guard lock(box_->mutex);
        box_->waiting = nullptr;
    }
    waiting_place(const waiting_place&) = delete;
    waiting_place& operator=(const waiting_place&) = delete;

  private:
    std::shared_ptr<mailbox> box_;
};

/// While it lives, threads that are started have every signal blocked: signals are for the thread that sweeps, which
/// they have to wake.
class no_signals {
  public:
    no_signals() {
        sigset_t all{};
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~no_signals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    no_signals(const no_signals&) = delete;
    no_signals& operator=(const no_signals&) = delete;

  private:
    sigset_t before_{};
};

void wake(const std::shared_ptr<mailbox>& box) {
    const std::lock_guard lock(box->mutex);
    if (box->waiting != nullptr)
        box->waiting->cancel();
}

void deliver(const std::shared_ptr<mailbox>& box, lookup_result result) {
    const std::lock_guard lock(box->mutex);
    if (box->waiting == nullptr)
        return;
    box->result = std::move(result);
    box->done = true;
    asio::post(box->waiting->get_executor(), [box] { wake(box); });
}

asio::ip::address address_of(const addrinfo& entry) {
    if (entry.ai_family == AF_INET) {
        const auto* v4 = reinterpret_cast<const sockaddr_in*>(entry.ai_addr);
        return asio::ip::address_v4(ntohl(v4->sin_addr.s_addr));
    }
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(entry.ai_addr);
    asio::ip::address_v6::bytes_type bytes;
    std::copy_n(v6->sin6_addr.s6_addr, bytes.size(), bytes.begin());
    return asio::ip::address_v6(bytes, v6->sin6_scope_id);
}

bool is_internet(const addrinfo& entry) { return entry.ai_family == AF_INET || entry.ai_family == AF_INET6; }

} // namespace

lookup_result system_lookup(const std::string& name) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    const int failure = ::getaddrinfo(name.c_str(), nullptr, &hints, &list);
    const int system = errno;
    lookup_result result;
    if (failure != 0) {
        result.reason = failure == EAI_SYSTEM ? std::generic_category().message(system) : ::gai_strerror(failure);
        return result;
    }
    for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
        if (is_internet(*entry))
            result.addresses.push_back(address_of(*entry));
    }
    ::freeaddrinfo(list);
    result.status = result.addresses.empty() ? lookup_status::unknown : lookup_status::found;
    return result;
}

asio::awaitable<lookup_result> look_up(asio::any_io_executor executor, std::string host,
                                       std::chrono::milliseconds timeout, lookup_function ask) {
    lookup_result result;
    boost::system::error_code ec;
    if (const auto address = asio::ip::make_address(host, ec); !ec) {
        result.status = lookup_status::found;
        result.addresses.push_back(address);
        co_return result;
    }
    asio::steady_timer timer(executor, timeout);
    const auto box = std::make_shared<mailbox>();
    const waiting_place place(box, &timer);
    try {
        const no_signals here;
        std::thread([box, ask = std::move(ask), host] { deliver(box, ask(host)); }).detach();
    } catch (const std::system_error& failure) {
        result.reason = failure.what();
        co_return result;
    }
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    const std::lock_guard lock(box->mutex);
    if (box->done)
        co_return std::move(box->result);
    result.status = lookup_status::timeout;
    co_return result;
}

} // namespace srcip::probe
