#include "probe/kube/client.hpp"

#include "probe/kube/status.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace srcip::probe::kube {

namespace {

namespace asio = boost::asio;

class text_sink final : public body_sink {
  public:
    text_sink(std::string about, std::size_t max)
        : about_(std::move(about))
        , max_(max) {}

    outcome<void> write(std::string_view bytes) override {
        if (text_.size() + bytes.size() > max_)
            return error(error_kind::too_large, about_ + ": the answer is larger than this program accepts");
        text_ += bytes;
        return {};
    }

    std::string& text() { return text_; }

  private:
    std::string about_;
    std::size_t max_;
    std::string text_;
};

/// 429 always asks to come back; 503 only when it says when.
bool asks_to_wait(const response& answer) {
    return answer.status == 429 || (answer.status == 503 && !answer.retry_after.empty());
}

} // namespace

client::client(asio::any_io_executor executor, endpoint where, client_limits limits, std::unique_ptr<connection> made,
               std::unique_ptr<credential_source> credentials)
    : executor_(std::move(executor))
    , where_(std::move(where))
    , limits_(limits)
    , about_(about_server(where_))
    , connection_(std::move(made))
    , credentials_(std::move(credentials)) {}

asio::awaitable<exchange_result> client::send(std::string target, std::string authorization, body_sink* sink) {
    // Twice at most: a kept connection may have been closed just now, a new one cannot have been.
    while (true) {
        if (!connection_->is_open()) {
            const outcome<void> opened = co_await connection_->open();
            if (!opened)
                co_return exchange_error{opened.error(), false};
        }
        exchange_result result = co_await connection_->get(target, authorization, sink);
        if (result || !result.error().stale)
            co_return result;
    }
}

asio::awaitable<void> client::wait(std::string retry_after) {
    asio::steady_timer timer(executor_, retry_delay(retry_after, limits_.max_wait));
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<outcome<void>> client::get(std::string target, body_sink* sink) {
    outcome<credential> shown = co_await credentials_->get(false);
    bool renewed = false;
    unsigned waits = 0;
    while (shown) {
        if (const auto presented = connection_->present(shown->cert_pem, shown->key_pem); !presented)
            co_return presented.error();
        const exchange_result answer = co_await send(target, shown->authorization, sink);
        if (!answer)
            co_return answer.error().what;
        if (answer->status == 200)
            co_return outcome<void>();
        const error failure = status_error(about_, {credentials_->describe(), where_.withheld}, target, *answer);
        if (answer->status == 401 && !std::exchange(renewed, true)) {
            const credential last = *shown;
            shown = co_await credentials_->get(true);
            if (shown && *shown == last)
                co_return failure;
        } else if (asks_to_wait(*answer) && waits++ < limits_.max_waits) {
            co_await wait(answer->retry_after);
        } else {
            co_return failure;
        }
    }
    co_return shown.error();
}

asio::awaitable<outcome<std::string>> client::get_text(std::string target, std::size_t max) {
    text_sink sink(about_, max);
    const outcome<void> done = co_await get(std::move(target), &sink);
    if (!done)
        co_return done.error();
    co_return std::move(sink.text());
}

outcome<std::unique_ptr<client>> make_client(asio::any_io_executor executor, endpoint where, client_limits limits,
                                             const file_reader* files) {
    static const system_files own;
    if (where.request_timeout)
        limits.connection.request_timeout = *where.request_timeout;
    auto made = make_connection(executor, where, limits.connection);
    if (!made)
        return made.error();
    auto credentials = make_credential_source(where, files == nullptr ? own : *files);
    return std::make_unique<client>(std::move(executor), std::move(where), limits, std::move(*made),
                                    std::move(credentials));
}

} // namespace srcip::probe::kube
