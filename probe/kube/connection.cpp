#include "probe/kube/connection.hpp"

#include "probe/kube/exchange.hpp"
#include "probe/kube/impersonation.hpp"
#include "probe/kube/tcp_stream.hpp"
#include "probe/kube/tls_stream.hpp"
#include "probe/kube/tunnel.hpp"

#include <srcip/printable.hpp>

#include <memory>
#include <utility>

namespace srcip::probe::kube {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using stream_ptr = std::unique_ptr<byte_stream>;

/// Takes `stream` and gives it back with TLS on it.
asio::awaitable<outcome<stream_ptr>> secured(stream_ptr stream, SSL_CTX* context, tls_peer peer) {
    auto tls = std::make_unique<tls_stream>(std::move(stream), context);
    certificate_problem problem;
    expect_peer(tls->native(), peer, &problem);
    const error_code ec = co_await tls->shake_hands();
    if (ec)
        co_return handshake_error(peer, ec, problem);
    co_return outcome<stream_ptr>(std::move(tls));
}

class server_connection final : public connection {
  public:
    server_connection(asio::any_io_executor executor, endpoint where, connection_limits limits)
        : executor_(std::move(executor))
        , where_(std::move(where)) {
        state_.limits = limits;
        state_.about = about_server(where_);
    }

    /// To be called once before use.
    outcome<void> prepare() {
        if (where_.proxy && where_.proxy->scheme == proxy_scheme::https) {
            auto context = make_proxy_tls_context(where_);
            if (!context)
                return context.error();
            proxy_context_ = std::move(*context);
        }
        return make_context();
    }

    bool is_open() const override { return stream_ != nullptr; }

    void close() override { stream_.reset(); }

    outcome<void> present(const std::string& cert_pem, const std::string& key_pem) override {
        if (cert_pem == where_.client_cert_pem && key_pem == where_.client_key_pem)
            return {};
        close();
        where_.client_cert_pem = cert_pem;
        where_.client_key_pem = key_pem;
        return make_context();
    }

    asio::awaitable<outcome<void>> open() override {
        state_.reused = false;
        state_.buffered = 0;
        outcome<stream_ptr> opened;
        if (where_.proxy)
            opened = co_await open_through_proxy();
        else
            opened = co_await open_directly();
        if (opened && where_.server.tls) {
            stream_ptr below = std::move(*opened);
            expire_after(*below, state_.limits.handshake_timeout);
            opened = co_await secured(std::move(below), context_.get(), server_peer(where_, state_.about));
        }
        if (!opened)
            co_return opened.error();
        stream_ = std::move(*opened);
        stream_->expires_at(std::chrono::steady_clock::time_point::max());
        co_return outcome<void>();
    }

    asio::awaitable<exchange_result> get(std::string target, std::string authorization, body_sink* sink) override {
        std::string request = make_get(where_, request_target(target), request_fields(authorization));
        exchange_result result = co_await exchange(stream_.get(), &state_, std::move(request), sink);
        if (!state_.keep_alive)
            close();
        state_.reused = state_.keep_alive;
        co_return result;
    }

  private:
    static void expire_after(byte_stream& stream, std::chrono::milliseconds time) {
        stream.expires_at(std::chrono::steady_clock::now() + time);
    }

    outcome<void> make_context() {
        if (!where_.server.tls)
            return {};
        auto context = make_tls_context(where_);
        if (!context)
            return context.error();
        context_ = std::move(*context);
        return {};
    }

    /// Plain HTTP goes to an HTTP proxy as it is, everything else through a tunnel.
    bool forwarded() const {
        return where_.proxy && where_.proxy->scheme != proxy_scheme::socks5 && !where_.server.tls;
    }

    std::string request_target(const std::string& target) const {
        const std::string path = where_.server.path + target;
        return forwarded() ? "http://" + where_.server.authority() + path : path;
    }

    std::string request_fields(const std::string& authorization) const {
        std::string out;
        if (!authorization.empty())
            out += "Authorization: " + authorization + "\r\n";
        for (const auto& [name, value] : impersonation_fields(where_.as))
            out.append(name).append(": ").append(value).append("\r\n");
        if (const std::string own = forwarded() ? proxy_authorization(*where_.proxy) : ""; !own.empty())
            out += "Proxy-Authorization: " + own + "\r\n";
        return out;
    }

    asio::awaitable<outcome<stream_ptr>> open_directly() {
        tcp_target server{where_.server.host, where_.server.port, state_.about};
        return open_tcp(executor_, std::move(server), state_.limits.resolve_timeout, state_.limits.connect_timeout);
    }

    asio::awaitable<outcome<stream_ptr>> open_through_proxy() {
        const proxy_server& proxy = *where_.proxy;
        const std::string about = "proxy " + proxy.to_string() + " on the way to " + state_.about;
        tcp_target first{proxy.host, proxy.port, about};
        outcome<stream_ptr> opened = co_await open_tcp(executor_, std::move(first), state_.limits.resolve_timeout,
                                                       state_.limits.connect_timeout);
        if (!opened)
            co_return opened.error();
        stream_ptr stream = std::move(*opened);
        expire_after(*stream, state_.limits.tunnel_timeout);
        if (proxy_context_) {
            opened = co_await secured(std::move(stream), proxy_context_.get(), proxy_peer(where_, about));
            if (!opened)
                co_return opened.error();
            stream = std::move(*opened);
        }
        if (!forwarded()) {
            tunnel_target target{where_.server.host, where_.server.port, about};
            const outcome<void> through = co_await open_tunnel(stream.get(), proxy, std::move(target));
            if (!through)
                co_return through.error();
        }
        co_return outcome<stream_ptr>(std::move(stream));
    }

    asio::any_io_executor executor_;
    endpoint where_;
    exchange_state state_;
    ssl_context_ptr context_;       ///< for the server
    ssl_context_ptr proxy_context_; ///< for an https:// proxy
    stream_ptr stream_;
};

} // namespace

outcome<std::unique_ptr<connection>> make_connection(asio::any_io_executor executor, const endpoint& where,
                                                     const connection_limits& limits) {
    auto made = std::make_unique<server_connection>(std::move(executor), where, limits);
    if (const auto prepared = made->prepare(); !prepared)
        return prepared.error();
    return outcome<std::unique_ptr<connection>>(std::move(made));
}

std::string about_server(const endpoint& where) {
    const std::string as = describe(where.as);
    return "API server " + printable(where.server.to_string()) + " (" + where.source + (as.empty() ? "" : ", " + as) +
           ")";
}

} // namespace srcip::probe::kube
