#pragma once

#include "probe/kube/endpoint.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace srcip::probe::kube {

/// Deadlines and caps of one connection.
struct connection_limits {
    std::chrono::milliseconds resolve_timeout{5000};
    std::chrono::milliseconds connect_timeout{5000}; ///< all addresses of the host together
    std::chrono::milliseconds tunnel_timeout{10000}; ///< of a proxy, with its own TLS handshake
    std::chrono::milliseconds handshake_timeout{10000};
    std::chrono::milliseconds request_timeout{30000};   ///< from a request's first byte to its answer's last; 0: no end
    std::uint64_t max_body = std::uint64_t{512} << 20U; ///< bytes of one answer
    std::size_t max_error_body = std::size_t{64} << 10U; ///< bytes kept of an answer other than 200
};

/// Takes the body of a 200 as it arrives.
class body_sink {
  public:
    virtual ~body_sink() = default;
    /// The next bytes, at least one. An error ends the exchange and is its result.
    virtual outcome<void> write(std::string_view bytes) = 0;
};

/// An answer, without the body of a 200.
struct response {
    unsigned status = 0;
    std::string content_type;
    std::string location;
    std::string retry_after;
    std::string body; ///< of any other status, cut off at max_error_body
};

/// A failure of one exchange.
struct exchange_error {
    error what;
    bool stale = false; ///< a kept connection ended before the first byte of an answer: safe to try on a new one
};

using exchange_result = boost::system::result<response, exchange_error>;

/// One connection at a time to an API server, kept open between requests.
class connection {
  public:
    virtual ~connection() = default;
    virtual bool is_open() const = 0;
    virtual void close() = 0;
    /// From the next open() on, shows this client certificate instead of the endpoint's; closes what is open when it is
    /// another one. error_kind::config when it cannot be used.
    virtual outcome<void> present(const std::string& cert_pem, const std::string& key_pem) = 0;
    /// Resolves, connects, through a proxy if there is one, and, with https, shakes hands.
    virtual boost::asio::awaitable<outcome<void>> open() = 0;
    /// One GET on the open connection. `authorization` may be empty. `sink` must outlive it.
    virtual boost::asio::awaitable<exchange_result> get(std::string target, std::string authorization,
                                                        body_sink* sink) = 0;
};

/// Nothing is connected yet. error_kind::config when the endpoint's certificates cannot be used.
outcome<std::unique_ptr<connection>> make_connection(boost::asio::any_io_executor executor, const endpoint& where,
                                                     const connection_limits& limits);

/// How messages name the server: "API server https://10.0.0.1:6443 (context "lab" of …)".
std::string about_server(const endpoint& where);

} // namespace srcip::probe::kube
