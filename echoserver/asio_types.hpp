#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace srcip::echoserver {

// Every socket belongs to one thread's io_context, so none needs the type-erased executor: smaller and quicker.
using executor = boost::asio::io_context::executor_type;
using tcp_socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, executor>;
using tcp_acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, executor>;

template <class T>
using awaitable = boost::asio::awaitable<T, executor>;

/// Completion token: co_await gives (error_code, …). A named object, because g++ 12 destroys temporaries in a co_await
/// expression twice (GCC PR 107288).
inline constexpr boost::asio::as_tuple_t<boost::asio::use_awaitable_t<executor>> with_error{};

} // namespace srcip::echoserver
