#include "probe/metrics_listener.hpp"

#include "probe/watch_page.hpp"

#include <srcip/asio_address.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <chrono>
#include <csignal>
#include <memory>
#include <mutex>
#include <thread>

namespace srcip::probe {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

constexpr auto token = asio::as_tuple(asio::use_awaitable);
constexpr auto patience = std::chrono::seconds(5); // for a whole request, and for a whole answer
constexpr auto pause_after_error = std::chrono::milliseconds(100);
constexpr std::size_t head_max = 8192; // bytes
constexpr unsigned connections_max = 32;

using page = std::shared_ptr<const std::string>;

class listener final : public metrics_listener {
  public:
    explicit listener(tcp::acceptor* acceptor, std::unique_ptr<asio::io_context> context)
        : context_(std::move(context))
        , acceptor_(std::move(*acceptor))
        , page_(std::make_shared<const std::string>()) {}

    ~listener() override {
        context_->stop();
        if (thread_.joinable())
            thread_.join();
    }
    listener(const listener&) = delete;
    listener& operator=(const listener&) = delete;

    /// Signals are for the thread that sweeps.
    void start() {
        sigset_t all{};
        sigset_t before{};
        sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before);
        asio::co_spawn(*context_, accept(), asio::detached);
        thread_ = std::thread([this] { context_->run(); });
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    }

    ip_endpoint where() const override {
        const auto local = acceptor_.local_endpoint();
        return {from_asio(local.address()), local.port()};
    }

    void publish(std::string metrics) override {
        auto next = std::make_shared<const std::string>(std::move(metrics));
        const std::lock_guard lock(mutex_);
        page_ = std::move(next);
    }

  private:
    page current() {
        const std::lock_guard lock(mutex_);
        return page_;
    }

    asio::awaitable<void> accept() {
        while (acceptor_.is_open()) {
            auto [error, socket] = co_await acceptor_.async_accept(token);
            if (error || serving_ >= connections_max) {
                asio::steady_timer wait(*context_, pause_after_error); // out of descriptors, for example
                co_await wait.async_wait(token);
                continue;
            }
            ++serving_;
            asio::co_spawn(*context_, serve(std::move(socket)), [this](std::exception_ptr) { --serving_; });
        }
    }

    asio::awaitable<void> serve(tcp::socket socket) {
        beast::tcp_stream stream(std::move(socket));
        beast::flat_buffer buffer(head_max);
        http::request_parser<http::empty_body> parser;
        parser.header_limit(head_max);
        stream.expires_after(patience);
        const auto [error, n] = co_await http::async_read(stream, buffer, parser, token);
        if (error)
            co_return;
        const auto shown = current();
        const auto answer = answer_page(view(parser.get().method_string()), view(parser.get().target()), *shown);
        http::response<http::string_body> response(http::status(answer.status), 11);
        response.set(http::field::content_type, answer.content_type);
        response.set(http::field::connection, "close");
        response.set("X-Content-Type-Options", "nosniff");
        response.body() = answer.body;
        response.prepare_payload();
        if (parser.get().method() == http::verb::head)
            response.body().clear();
        stream.expires_after(patience);
        co_await http::async_write(stream, response, token);
        beast::error_code ignored;
        stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
    }

    static std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

    std::unique_ptr<asio::io_context> context_;
    tcp::acceptor acceptor_;
    unsigned serving_ = 0; ///< the thread's
    std::mutex mutex_;
    page page_;
    std::thread thread_;
};

} // namespace

boost::system::result<std::unique_ptr<metrics_listener>> metrics_listener::open(const ip_endpoint& where) {
    auto context = std::make_unique<asio::io_context>(1);
    tcp::acceptor acceptor(*context);
    const tcp::endpoint local(to_asio(where.address), where.port);
    boost::system::error_code error;
    acceptor.open(local.protocol(), error);
    if (!error)
        acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error)
        acceptor.bind(local, error);
    if (!error)
        acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error)
        return error;
    auto out = std::make_unique<listener>(&acceptor, std::move(context));
    out->start();
    return std::unique_ptr<metrics_listener>(std::move(out));
}

} // namespace srcip::probe
