#pragma once

#include "probe/kube/connection.hpp"
#include "probe/kube/credential.hpp"
#include "probe/kube/endpoint.hpp"
#include "probe/kube/files.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace srcip::probe::kube {

struct client_limits {
    connection_limits connection;
    unsigned max_waits = 3;                    ///< how often a request waits for an overloaded server
    std::chrono::milliseconds max_wait{10000}; ///< the longest Retry-After that is honoured in full
};

/// Asks an API server, with GET only. One request at a time, over one connection that is kept open. Not thread-safe:
/// all calls run on the executor it was made with, which must be single-threaded.
class client {
  public:
    client(boost::asio::any_io_executor executor, endpoint where, client_limits limits,
           std::unique_ptr<connection> made, std::unique_ptr<credential_source> credentials);

    /// The body of the 200 that answers GET `target` (a path with its query, below the server's own path) goes to
    /// `sink` as it arrives; nothing goes there before a 200. Redirects are not followed. 401 is tried once more when
    /// the credentials have changed; 429 and 503 are tried again when the server says when, within the limits.
    boost::asio::awaitable<outcome<void>> get(std::string target, body_sink* sink);

    /// The same for small documents: the whole body, too_large above `max` bytes.
    boost::asio::awaitable<outcome<std::string>> get_text(std::string target, std::size_t max);

    const endpoint& where() const { return where_; }
    /// How messages name the server.
    const std::string& about() const { return about_; }

  private:
    boost::asio::awaitable<exchange_result> send(std::string target, std::string authorization, body_sink* sink);
    boost::asio::awaitable<void> wait(std::string retry_after);

    boost::asio::any_io_executor executor_;
    endpoint where_;
    client_limits limits_;
    std::string about_;
    std::unique_ptr<connection> connection_;
    std::unique_ptr<credential_source> credentials_;
};

/// A client that has not connected yet. `files` (for token files) must outlive it. error_kind::config when the
/// endpoint's certificates cannot be used.
outcome<std::unique_ptr<client>> make_client(boost::asio::any_io_executor executor, endpoint where,
                                             client_limits limits = {}, const file_reader* files = nullptr);

} // namespace srcip::probe::kube
