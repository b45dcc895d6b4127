#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <optional>
#include <utility>

namespace srcip::probe {

/// Runs one piece of asynchronous work to its end on this thread.
template <class T>
T wait_for(boost::asio::io_context& context, boost::asio::awaitable<T> work) {
    std::optional<T> out;
    std::exception_ptr thrown;
    boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr error, T value) {
        thrown = error;
        if (!error)
            out.emplace(std::move(value));
    });
    context.restart();
    context.run();
    if (thrown)
        std::rethrow_exception(thrown);
    return std::move(*out);
}

} // namespace srcip::probe
