#include "echoserver/udp_echo.hpp"

#include <srcip/asio_address.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <thread>

namespace srcip::echoserver {
namespace {

using boost::asio::ip::udp;

const server_identity somebody{"host-7", "", "", "", "", ""};

/// A UDP echo on a thread of its own, once started; stopped when it goes.
class running_echo {
  public:
    explicit running_echo(const std::optional<ip_address>& address)
        : echo_(events_, std::move(listen_udp(address, 0).value()), somebody, proxy_mode::detect, counters_) {}
    ~running_echo() { stop(); }

    void start() {
        thread_ = std::thread([this] {
            while (!stopped_)
                events_.round(false);
        });
    }
    /// Returns once nothing is left to do on the thread.
    void stop() {
        stopped_ = true;
        events_.ring();
        if (thread_.joinable())
            thread_.join();
        echo_.close();
    }

    std::uint16_t port() const { return echo_.endpoint().port; }
    /// After stop() only.
    std::uint64_t answered() const { return counters_.udp_answered.value(); }
    std::uint64_t ignored() const { return counters_.udp_ignored.value(); }

  private:
    traffic_counters counters_;
    event_loop events_{};
    udp_echo echo_;
    std::atomic<bool> stopped_ = false;
    std::thread thread_{};
};

struct received {
    std::string text;
    ip_endpoint from;
};

/// An unconnected socket: it takes answers from anywhere, and tells from where.
class udp_client {
  public:
    explicit udp_client(const char* address)
        : socket_(context_, udp::endpoint(boost::asio::ip::make_address(address), 0)) {
        set(SOL_SOCKET, SO_BROADCAST, 1);
        const timeval patience{20, 0}; // a test that waits longer has failed
        ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }

    void set(int level, int option, int value) {
        ASSERT_EQ(::setsockopt(socket_.native_handle(), level, option, &value, sizeof value), 0);
    }

    void send(std::string_view text, const char* address, std::uint16_t port) {
        const udp::endpoint to(boost::asio::ip::make_address(address), port);
        ASSERT_EQ(::sendto(socket_.native_handle(), text.data(), text.size(), 0, to.data(),
                           static_cast<socklen_t>(to.size())),
                  static_cast<ssize_t>(text.size()));
    }

    received receive() {
        std::string text(65536, '\0');
        udp::endpoint from;
        auto size = static_cast<socklen_t>(from.capacity());
        const auto got = ::recvfrom(socket_.native_handle(), text.data(), text.size(), 0, from.data(), &size);
        EXPECT_GE(got, 0) << "no answer came";
        text.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        return {text, from_asio(from)};
    }

    received ask(std::string_view text, const char* address, std::uint16_t port) {
        send(text, address, port);
        return receive();
    }

    ip_endpoint local() const { return from_asio(socket_.local_endpoint()); }

  private:
    boost::asio::io_context context_;
    udp::socket socket_;
};

std::string padded_json(std::size_t size = 1200) { return "json" + std::string(size - 4, ' '); }

bool has_ipv6() { return listen_udp(ip_address::parse("::1").value(), 0).has_value(); }

const std::string everything = "everything";

std::optional<ip_address> address_of(const std::string& text) {
    return text == everything ? std::nullopt : std::optional(ip_address::parse(text).value());
}

/// Every kind of socket that an IPv4 client of 127.0.0.2 can reach: of all addresses and both families (where there is
/// IPv6), of all IPv4 addresses, of this one.
class EchoserverUdpOverIpv4 : public testing::TestWithParam<std::string> {
  protected:
    void SetUp() override { echo_.start(); }
    std::uint16_t port() const { return echo_.port(); }

    running_echo echo_{address_of(GetParam())};
    udp_client client_{"127.0.0.1"};
};

INSTANTIATE_TEST_SUITE_P(Sockets, EchoserverUdpOverIpv4, testing::Values(everything, "0.0.0.0", "127.0.0.2"));

TEST_P(EchoserverUdpOverIpv4, AnswersFromTheAddressItWasSentTo) {
    const auto answer = client_.ask("echo hello", "127.0.0.2", port());
    EXPECT_EQ(answer.text, "hello");
    EXPECT_EQ(answer.from, (ip_endpoint{ip_address(ip_address::v4_bytes{127, 0, 0, 2}), port()}));
}

TEST_P(EchoserverUdpOverIpv4, TellsTheClientItsAddress) {
    EXPECT_EQ(client_.ask("clientip\n", "127.0.0.2", port()).text, client_.local().to_string());
    EXPECT_EQ(client_.ask("hostname\n", "127.0.0.2", port()).text, "host-7");
}

TEST_P(EchoserverUdpOverIpv4, ReportsHowADatagramArrived) {
    client_.set(IPPROTO_IP, IP_TTL, 17);
    client_.set(IPPROTO_IP, IP_TOS, 0x28);
    const auto report = boost::json::parse(client_.ask(padded_json(), "127.0.0.2", port()).text);
    EXPECT_EQ(report.at("schema").as_string(), "srcip.udp/v1");
    EXPECT_EQ(report.at("peer").at("address").as_string(), "127.0.0.1");
    EXPECT_EQ(report.at("peer").at("port").as_int64(), client_.local().port);
    EXPECT_EQ(report.at("local").at("address").as_string(), "127.0.0.2");
    EXPECT_EQ(report.at("local").at("port").as_int64(), port());
    EXPECT_EQ(report.at("ttl").as_int64(), 17);
    EXPECT_EQ(report.at("traffic_class").as_int64(), 0x28);
    EXPECT_EQ(report.at("interface").at("name").as_string(), "lo");
    EXPECT_EQ(report.at("received_bytes").as_int64(), 1200);
    EXPECT_EQ(report.at("server").at("hostname").as_string(), "host-7");
}

TEST_P(EchoserverUdpOverIpv4, IsSilentToWhatIsNoCommand) {
    for (const char* noise : {"", "\n", "bogus", "echo", "hostname?", "\r\n\r\nQUIT\r\n"})
        client_.send(noise, "127.0.0.2", port());
    EXPECT_EQ(client_.ask("echo the first answer", "127.0.0.2", port()).text, "the first answer");
    echo_.stop();
    EXPECT_EQ(echo_.answered(), 1U);
    EXPECT_EQ(echo_.ignored(), 6U);
}

TEST_P(EchoserverUdpOverIpv4, ReadsAsMuchOfADatagramAsAgnhost) {
    const auto answer = client_.ask("echo " + std::string(5000, 'x'), "127.0.0.2", port());
    EXPECT_EQ(answer.text, std::string(max_datagram_bytes - 5, 'x'));
    EXPECT_EQ(
        boost::json::parse(client_.ask(padded_json(5000), "127.0.0.2", port()).text).at("received_bytes").as_int64(),
        5000);
}

TEST_P(EchoserverUdpOverIpv4, GivesTheReportToNobodyWhoAsksBriefly) {
    const auto hint = client_.ask("json", "127.0.0.2", port()).text;
    EXPECT_TRUE(hint.starts_with("json: pad the datagram")) << hint;
}

TEST_P(EchoserverUdpOverIpv4, ReportsAProxyHeaderInFront) {
    proxy_header header;
    header.command = proxy_command::proxied;
    header.transport = proxy_transport::udp4;
    header.source = ip_endpoint::parse("192.0.2.1:5000").value();
    header.destination = ip_endpoint::parse("192.0.2.2:53").value();
    const auto bytes = encode_proxy_header(header).value();
    const auto question = std::string(bytes.begin(), bytes.end()) + padded_json();
    const auto report = boost::json::parse(client_.ask(question, "127.0.0.2", port()).text);
    EXPECT_EQ(report.at("proxy").at("source").at("address").as_string(), "192.0.2.1");
    EXPECT_EQ(report.at("peer").at("address").as_string(), "127.0.0.1");
}

TEST_P(EchoserverUdpOverIpv4, GoesOnWhenAClientIsGone) {
    { udp_client("127.0.0.1").send("hostname", "127.0.0.2", port()); }
    EXPECT_EQ(client_.ask("echo still here", "127.0.0.2", port()).text, "still here");
}

/// Only sockets of all addresses receive what is sent to all hosts.
class EchoserverUdpOfAllAddresses : public EchoserverUdpOverIpv4 {};
INSTANTIATE_TEST_SUITE_P(Sockets, EchoserverUdpOfAllAddresses, testing::Values(everything, "0.0.0.0"));

TEST_P(EchoserverUdpOfAllAddresses, IsSilentToBroadcasts) {
    client_.send("hostname", "127.255.255.255", port());
    EXPECT_EQ(client_.ask("echo the first answer", "127.0.0.1", port()).text, "the first answer");
    echo_.stop();
    EXPECT_EQ(echo_.ignored(), 1U) << "the broadcast did arrive";
}

class EchoserverUdpOverIpv6 : public testing::TestWithParam<std::string> {
  protected:
    void SetUp() override {
        if (!has_ipv6())
            GTEST_SKIP() << "this host has no IPv6 loopback";
    }
};

INSTANTIATE_TEST_SUITE_P(Sockets, EchoserverUdpOverIpv6, testing::Values(everything, "::1"));

TEST_P(EchoserverUdpOverIpv6, AnswersFromTheAddressItWasSentTo) {
    running_echo echo(address_of(GetParam()));
    echo.start();
    udp_client client("::1");
    const auto answer = client.ask("clientip", "::1", echo.port());
    EXPECT_EQ(answer.text, client.local().to_string());
    EXPECT_EQ(answer.from.to_string(), "[::1]:" + std::to_string(echo.port()));
}

TEST_P(EchoserverUdpOverIpv6, ReportsHowADatagramArrived) {
    running_echo echo(address_of(GetParam()));
    echo.start();
    udp_client client("::1");
    client.set(IPPROTO_IPV6, IPV6_UNICAST_HOPS, 17);
    client.set(IPPROTO_IPV6, IPV6_TCLASS, 0x28);
    const auto report = boost::json::parse(client.ask(padded_json(), "::1", echo.port()).text);
    EXPECT_EQ(report.at("ttl").as_int64(), 17);
    EXPECT_EQ(report.at("traffic_class").as_int64(), 0x28);
    EXPECT_EQ(report.at("peer").at("address").as_string(), "::1");
    EXPECT_EQ(report.at("local").at("address").as_string(), "::1");
    EXPECT_EQ(report.at("interface").at("name").as_string(), "lo");
}

TEST(EchoserverUdp, AnswersManyAtOnce) {
    constexpr int many = 150; // more than one turn takes; the kernel keeps that many
    running_echo echo(ip_address::parse("127.0.0.1").value());
    udp_client client("127.0.0.1");
    for (int i = 0; i < many; ++i)
        client.send("echo " + std::to_string(i), "127.0.0.1", echo.port());
    echo.start();
    for (int i = 0; i < many; ++i)
        ASSERT_EQ(client.receive().text, std::to_string(i));
}

TEST(EchoserverUdp, ListensOnlyWhereNobodyDoes) {
    const auto first = listen_udp(ip_address::parse("127.0.0.1").value(), 0);
    ASSERT_TRUE(first.has_value());
    const auto second = listen_udp(first->endpoint.address, first->endpoint.port);
    EXPECT_EQ(second.error().value(), EADDRINUSE);
}

TEST(EchoserverUdp, AnswersNobodyOnceClosed) {
    event_loop events;
    traffic_counters counters;
    udp_echo echo(events, std::move(listen_udp(ip_address::parse("127.0.0.1").value(), 0).value()), somebody,
                  proxy_mode::off, counters);
    udp_client peer("127.0.0.1");
    peer.send("hostname", "127.0.0.1", echo.endpoint().port);
    echo.close();
    echo.close();
    events.round(true);
    EXPECT_EQ(counters.udp_answered.value(), 0U);
}

} // namespace
} // namespace srcip::echoserver
