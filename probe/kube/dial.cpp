#include "probe/kube/dial.hpp"

#include "probe/kube/in_words.hpp"

#include <srcip/printable.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/error.hpp>

#include <algorithm>
#include <memory>

namespace srcip::probe::kube {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

/// Lives until the resolver's thread has answered, however long the coroutine waited for it.
struct lookup {
    explicit lookup(const asio::any_io_executor& executor)
        : resolver(executor)
        , timer(executor) {}

    tcp::resolver resolver;
    asio::steady_timer timer; ///< expires when we give up, is cancelled when there is an answer
    tcp_endpoints found;
    error_code failure;
    bool done = false;
};

void start(const std::shared_ptr<lookup>& state, const server_url& server) {
    state->resolver.async_resolve(server.host, std::to_string(server.port), tcp::resolver::numeric_service,
                                  [state](const error_code& ec, const tcp::resolver::results_type& results) {
                                      state->done = true;
                                      state->failure = ec;
                                      state->found.assign(results.begin(), results.end());
                                      state->timer.cancel();
                                  });
}

error unknown_host(const std::string& about, const server_url& server, const error_code& ec) {
    return {error_kind::unknown_host, about + ": the name " + printable(server.host) + " cannot be resolved (" +
                                          ec.message() + "); check the name, or this machine's DNS"};
}

error dial_error(const std::string& about, const error_code& ec, milliseconds timeout) {
    if (ec == asio::error::connection_refused)
        return {error_kind::refused, about + ": connection refused; is the server running, and is this its port?"};
    if (ec == boost::beast::error::timeout || ec == asio::error::timed_out)
        return {error_kind::timeout, about + ": no connection within " + in_words(timeout) +
                                         "; check the address, and firewalls or a VPN on the way"};
    return {error_kind::unreachable, about + ": cannot connect: " + ec.message()};
}

} // namespace

asio::awaitable<outcome<tcp_endpoints>> resolve_host(asio::any_io_executor executor, server_url server,
                                                     milliseconds timeout, std::string about) {
    error_code ec;
    if (const auto address = asio::ip::make_address(server.host, ec); !ec)
        co_return tcp_endpoints(1, tcp::endpoint(address, server.port));
    const auto state = std::make_shared<lookup>(executor);
    state->timer.expires_after(timeout);
    start(state, server);
    co_await state->timer.async_wait(as_result);
    if (!state->done) {
        state->resolver.cancel();
        co_return error(error_kind::timeout, about + ": resolving " + printable(server.host) + " took longer than " +
                                                 in_words(timeout) + "; check this machine's DNS");
    }
    if (state->failure || state->found.empty())
        co_return unknown_host(about, server, state->failure);
    co_return std::move(state->found);
}

asio::awaitable<outcome<void>> dial(boost::beast::tcp_stream* stream, tcp_endpoints addresses, milliseconds timeout,
                                    std::string about) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    error_code failure = asio::error::host_unreachable;
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        const auto left = deadline - std::chrono::steady_clock::now();
        error_code ignored;
        stream->socket().close(ignored); // what a failed attempt left, perhaps of the other family
        stream->expires_after(std::max<std::chrono::nanoseconds>(left / (addresses.size() - i), milliseconds(1)));
        const auto [ec] = co_await stream->async_connect(addresses[i], as_result);
        failure = ec;
        if (!ec)
            break;
    }
    if (failure)
        co_return dial_error(about, failure, timeout);
    error_code ignored;
    stream->socket().set_option(tcp::no_delay(true), ignored);
    co_return outcome<void>();
}

} // namespace srcip::probe::kube
