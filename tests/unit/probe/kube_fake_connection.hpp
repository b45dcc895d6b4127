#pragma once

#include "probe/kube/client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace srcip::probe::kube {

/// What an API server without a network answers.
struct fake_answer {
    unsigned status = 200;
    std::string body;
    std::string retry_after = {};
};

/// A connection to a function.
class fake_connection final : public connection {
  public:
    using server = std::function<fake_answer(const std::string& target, const std::string& authorization)>;

    explicit fake_connection(server answers)
        : answers_(std::move(answers)) {}

    bool is_open() const override { return true; }
    void close() override {}
    outcome<void> present(const std::string& cert_pem, const std::string&) override {
        presented = cert_pem;
        return {};
    }
    boost::asio::awaitable<outcome<void>> open() override { co_return outcome<void>(); }
    boost::asio::awaitable<exchange_result> get(std::string target, std::string authorization,
                                                body_sink* sink) override {
        const fake_answer answer = answers_(target, authorization);
        response head;
        head.status = answer.status;
        head.retry_after = answer.retry_after;
        if (answer.status != 200)
            head.body = answer.body;
        else if (const auto written = sink->write(answer.body); !written)
            co_return exchange_error{written.error(), false};
        co_return head;
    }

    std::string presented; ///< the last client certificate

  private:
    server answers_;
};

/// Runs one coroutine to its end.
template <class T>
T run(boost::asio::io_context& context, boost::asio::awaitable<T> work) {
    std::optional<T> result;
    std::exception_ptr failure;
    boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr e, T value) {
        failure = std::move(e);
        result = std::move(value);
    });
    context.restart();
    context.run();
    if (failure)
        std::rethrow_exception(failure);
    return std::move(*result);
}

inline client fake_client(boost::asio::io_context& context, fake_connection::server answers) {
    static const system_files files;
    endpoint where;
    where.server = *parse_server_url("http://127.0.0.1:1", false);
    where.source = "a test";
    where.token = "t";
    client_limits limits;
    limits.max_wait = std::chrono::milliseconds(1);
    return {context.get_executor(), where, limits, std::make_unique<fake_connection>(std::move(answers)),
            make_credential_source(where, files)};
}

} // namespace srcip::probe::kube
