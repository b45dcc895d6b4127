#include "echoserver/udp_echo.hpp"

#include "echoserver/http_clock.hpp"
#include "echoserver/udp_error.hpp"
#include "echoserver/udp_report.hpp"

#include <spdlog/spdlog.h>

#include <array>
#include <net/if.h>
#include <sys/epoll.h>

namespace srcip::echoserver {
namespace {

using std::chrono::milliseconds;

constexpr unsigned datagrams_in_a_row = 64;
constexpr milliseconds receive_pause{200};
constexpr milliseconds warning_interval{10'000};

std::string interface_name(unsigned index) {
    std::array<char, IF_NAMESIZE> name{};
    return index != 0 && ::if_indextoname(index, name.data()) != nullptr ? std::string(name.data()) : std::string();
}

} // namespace

udp_echo::udp_echo(event_loop& events, udp_listener listener, const server_identity& identity, proxy_mode proxy,
                   traffic_counters& counters)
    : events_(events)
    , socket_(std::move(listener.socket))
    , endpoint_(listener.endpoint)
    , identity_(identity)
    , proxy_(proxy)
    , counters_(counters) {
    events_.watch(socket_->handle(), EPOLLIN, *this);
}

void udp_echo::close() {
    socket_.reset();
    unlink();
}

/// Level-triggered: what is left over is there in the next round.
void udp_echo::ready(std::uint32_t) {
    if (!socket_ || answer_some() != receive_action::pause)
        return;
    events_.watch_again(socket_->handle(), 0, *this);
    events_.set_alarm(*this, coarse_now() + receive_pause);
}

void udp_echo::rings(milliseconds) { events_.watch_again(socket_->handle(), EPOLLIN, *this); }

/// So many and no more: the thread has connections to serve, too.
receive_action udp_echo::answer_some() {
    for (unsigned i = 0; i < datagrams_in_a_row; ++i) {
        const auto error = receive(socket_->handle(), question_);
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

void udp_echo::answer_one() {
    const bool answered = make_answer() && !send_answer(socket_->handle(), question_, answer_);
    (answered ? counters_.udp_answered : counters_.udp_ignored).add();
}

/// False: silence is the answer.
bool udp_echo::make_answer() try {
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

void udp_echo::warn(const boost::system::error_code& error) {
    const auto now = coarse_now();
    if (now < next_warning_)
        return;
    next_warning_ = now + warning_interval;
    spdlog::warn("cannot receive datagrams on {}: {}; trying again every {} ms", endpoint_.to_string(), error.message(),
                 receive_pause.count());
}

} // namespace srcip::echoserver
