#include "probe/kube/connection.hpp"

#include "probe/kube/dial.hpp"
#include "probe/kube/exchange.hpp"
#include "probe/kube/tls.hpp"

#include <srcip/printable.hpp>

#include <boost/beast/core/tcp_stream.hpp>

#include <memory>
#include <utility>

namespace srcip::probe::kube {

namespace {

namespace asio = boost::asio;
using boost::beast::tcp_stream;
using boost::system::error_code;

void shut(tcp_stream& stream) {
    error_code ignored;
    stream.socket().close(ignored);
}

/// What both kinds of connection share.
template <class Stream>
class stream_connection : public connection {
  public:
    stream_connection(asio::any_io_executor executor, endpoint where, connection_limits limits)
        : executor_(std::move(executor))
        , where_(std::move(where)) {
        state_.limits = limits;
        state_.about = about_server(where_);
    }

    bool is_open() const override { return stream_ != nullptr; }

    void close() override {
        if (stream_)
            shut(boost::beast::get_lowest_layer(*stream_));
        stream_.reset();
    }

    asio::awaitable<exchange_result> get(std::string target, std::string authorization, body_sink* sink) override {
        get_request request = make_get(where_, where_.server.path + target, authorization);
        exchange_result result = co_await exchange(stream_.get(), &state_, std::move(request), sink);
        if (!state_.keep_alive)
            close();
        state_.reused = state_.keep_alive;
        co_return result;
    }

  protected:
    asio::awaitable<outcome<void>> open_tcp(tcp_stream* stream) {
        state_.reused = false;
        state_.buffer.clear();
        auto addresses = co_await resolve_host(executor_, where_.server, state_.limits.resolve_timeout, state_.about);
        if (!addresses)
            co_return addresses.error();
        outcome<void> connected =
            co_await dial(stream, std::move(*addresses), state_.limits.connect_timeout, state_.about);
        co_return connected;
    }

    asio::any_io_executor executor_;
    endpoint where_;
    exchange_state state_;
    std::unique_ptr<Stream> stream_;
};

class plain_connection final : public stream_connection<tcp_stream> {
  public:
    using stream_connection::stream_connection;

    asio::awaitable<outcome<void>> open() override {
        auto stream = std::make_unique<tcp_stream>(executor_);
        outcome<void> connected = co_await open_tcp(stream.get());
        if (connected)
            stream_ = std::move(stream);
        co_return connected;
    }
};

class secure_connection final : public stream_connection<tls_stream> {
  public:
    secure_connection(asio::any_io_executor executor, endpoint where, connection_limits limits,
                      std::shared_ptr<asio::ssl::context> context)
        : stream_connection(std::move(executor), std::move(where), limits)
        , context_(std::move(context)) {}

    asio::awaitable<outcome<void>> open() override {
        auto stream = std::make_unique<tls_stream>(executor_, *context_);
        outcome<void> connected = co_await open_tcp(&stream->next_layer());
        if (!connected)
            co_return connected;
        connected = co_await shake_hands(stream.get());
        if (connected)
            stream_ = std::move(stream);
        co_return connected;
    }

  private:
    asio::awaitable<outcome<void>> shake_hands(tls_stream* stream) {
        problem_ = certificate_problem();
        expect_server(*stream, where_, &problem_);
        stream->next_layer().expires_after(state_.limits.handshake_timeout);
        const auto [ec] =
            co_await stream->async_handshake(asio::ssl::stream_base::client, asio::as_tuple(asio::use_awaitable));
        if (ec == boost::beast::error::timeout)
            co_return error(error_kind::timeout, state_.about + ": connected, but the TLS handshake was not finished " +
                                                     "in time; is this an https:// port?");
        if (ec)
            co_return handshake_error(state_.about, where_, ec, problem_);
        co_return outcome<void>();
    }

    std::shared_ptr<asio::ssl::context> context_;
    certificate_problem problem_;
};

} // namespace

outcome<std::unique_ptr<connection>> make_connection(asio::any_io_executor executor, const endpoint& where,
                                                     const connection_limits& limits) {
    std::unique_ptr<connection> made;
    if (!where.server.tls) {
        made = std::make_unique<plain_connection>(std::move(executor), where, limits);
        return made;
    }
    auto context = make_tls_context(where);
    if (!context)
        return context.error();
    made = std::make_unique<secure_connection>(std::move(executor), where, limits, std::move(*context));
    return made;
}

std::string about_server(const endpoint& where) {
    return "API server " + printable(where.server.to_string()) + " (" + where.source + ")";
}

} // namespace srcip::probe::kube
