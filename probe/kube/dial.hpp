#pragma once

#include "probe/kube/endpoint.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace srcip::probe::kube {

using tcp_endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

/// The addresses of a host. `about` is how messages name the server. getaddrinfo() cannot be interrupted: after a
/// timeout its thread goes on for a while, and the io_context's destructor waits for it.
boost::asio::awaitable<outcome<tcp_endpoints>> resolve_host(boost::asio::any_io_executor executor, server_url server,
                                                            std::chrono::milliseconds timeout, std::string about);

/// Connects to the first address that answers. The addresses share `timeout` between them. `stream` must outlive it.
boost::asio::awaitable<outcome<void>> dial(boost::beast::tcp_stream* stream, tcp_endpoints addresses,
                                           std::chrono::milliseconds timeout, std::string about);

} // namespace srcip::probe::kube
