#include "echoserver/udp_echo.hpp"

#include "echoserver/asio_types.hpp"
#include "echoserver/udp_error.hpp"
#include "echoserver/udp_report.hpp"

#include <boost/asio/basic_datagram_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/post.hpp>

#include <spdlog/spdlog.h>

#include <array>
#include <chrono>
#include <net/if.h>
#include <string>

namespace srcip::echoserver {
namespace {

using boost::asio::ip::udp;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr unsigned datagrams_in_a_row = 64;
constexpr milliseconds receive_pause{200};
constexpr milliseconds warning_interval{10'000};

using udp_socket = boost::asio::basic_datagram_socket<udp, executor>;
using timer = boost::asio::basic_waitable_timer<steady_clock, boost::asio::wait_traits<steady_clock>, executor>;

std::string interface_name(unsigned index) {
    std::array<char, IF_NAMESIZE> name{};
    return index != 0 && ::if_indextoname(index, name.data()) != nullptr ? std::string(name.data()) : std::string();
}

} // namespace

/// Owned by the echo and by its loop, which may end later.
class udp_echo::service {
  public:
    service(boost::asio::io_context& context, udp_listener listener, const server_identity& identity, proxy_mode proxy,
            traffic_counters& counters)
        : socket_(context)
        , pause_(context)
        , endpoint_(listener.endpoint)
        , identity_(identity)
        , proxy_(proxy)
        , counters_(counters) {
        socket_.assign(endpoint_.address.is_v6() ? udp::v6() : udp::v4(), listener.socket.handle());
        listener.socket.release();
    }

    static awaitable<void> run(std::shared_ptr<service> self);

    void close() {
        boost::system::error_code ignored;
        socket_.close(ignored);
        pause_.cancel();
    }

    const ip_endpoint& endpoint() const { return endpoint_; }

  private:
    receive_action answer_some();
    void answer_one();
    bool make_answer();
    void warn(const boost::system::error_code& error);

    udp_socket socket_;
    timer pause_;
    ip_endpoint endpoint_;
    const server_identity& identity_;
    proxy_mode proxy_;
    traffic_counters& counters_;
    steady_clock::time_point next_warning_{};
    datagram question_;
    std::string answer_;
};

awaitable<void> udp_echo::service::run(std::shared_ptr<service> self) {
    while (self->socket_.is_open()) {
        switch (self->answer_some()) {
        case receive_action::wait:
            co_await self->socket_.async_wait(udp_socket::wait_read, with_error);
            break;
        case receive_action::pause:
            self->pause_.expires_after(receive_pause);
            co_await self->pause_.async_wait(with_error);
            break;
        case receive_action::go_on:
            co_await boost::asio::post(self->socket_.get_executor(), with_error);
            break;
        }
    }
}

/// So many and no more: the thread has connections to serve, too.
receive_action udp_echo::service::answer_some() {
    for (unsigned i = 0; i < datagrams_in_a_row; ++i) {
        const auto error = receive(socket_.native_handle(), question_);
        if (!error) {
            answer_one();
            continue;
        }
        const auto action = after_receive_error(error.value());
        if (action == receive_action::pause)
            warn(error);
        if (action != receive_action::go_on)
            return action;
    }
    return receive_action::go_on;
}

void udp_echo::service::answer_one() {
    const bool answered = make_answer() && !send_answer(socket_.native_handle(), question_, answer_);
    (answered ? counters_.udp_answered : counters_.udp_ignored).add();
}

/// False: silence is the answer.
bool udp_echo::service::make_answer() try {
    auto& facts = question_.facts;
    facts.local.port = endpoint_.port;
    if (!question_.local_is_known)
        facts.local.address = endpoint_.address;
    if (!may_be_answered(facts))
        return false;
    const auto asked = parse_udp_question(question_.payload(), proxy_);
    answer_.clear();
    if (asked.command == udp_command::json)
        append_udp_report(asked, facts, interface_name(facts.interface_index), identity_, answer_);
    else
        append_udp_answer(asked, facts, identity_.hostname, answer_);
    return !answer_.empty();
} catch (const std::exception& error) { // no memory: one answer lost
    spdlog::warn("a datagram was dropped: {}", error.what());
    return false;
}

void udp_echo::service::warn(const boost::system::error_code& error) {
    const auto now = steady_clock::now();
    if (now < next_warning_)
        return;
    next_warning_ = now + warning_interval;
    spdlog::warn("cannot receive datagrams on {}: {}; trying again every {} ms", endpoint_.to_string(), error.message(),
                 receive_pause.count());
}

udp_echo::udp_echo(boost::asio::io_context& context, udp_listener listener, const server_identity& identity,
                   proxy_mode proxy, traffic_counters& counters)
    : service_(std::make_shared<service>(context, std::move(listener), identity, proxy, counters)) {
    boost::asio::co_spawn(context, service::run(service_), boost::asio::detached);
}

udp_echo::~udp_echo() { close(); }

const ip_endpoint& udp_echo::endpoint() const { return service_->endpoint(); }

void udp_echo::close() { service_->close(); }

} // namespace srcip::echoserver
