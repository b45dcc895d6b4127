// What a connection begins with: a PROXY header, too many others, or a server that is about to go.
#include "echoserver_client.hpp"
#include "echoserver_running.hpp"

#include "echoserver/agnhost.hpp"

#include <srcip/proxy_protocol.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace srcip::echoserver::testing {
namespace {

using namespace std::chrono_literals;

const std::string get = "GET / HTTP/1.1\r\nHost: ex\r\n\r\n";
const std::string v1 = "PROXY TCP4 192.0.2.1 192.0.2.2 1000 80\r\n";

options trusting_loopback(proxy_mode mode = proxy_mode::detect) {
    auto settings = test_options();
    settings.proxy = mode;
    settings.trust.proxies = {*cidr::parse("127.0.0.0/8")};
    return settings;
}

std::string client_address_after(std::uint16_t port, std::string_view bytes) {
    client peer(port);
    peer.send(bytes);
    std::string buffered;
    const auto body = read_answer(peer, buffered).body;
    const auto begin = body.find("client_address=");
    return begin == body.npos ? body : body.substr(begin + 15, body.find('\n', begin) - begin - 15);
}

TEST(EchoserverOpening, AHeaderOfATrustedPeerMovesTheClientAddress) {
    running_server trusting(trusting_loopback());
    running_server wary;
    EXPECT_EQ(client_address_after(trusting.port(), v1 + get), "192.0.2.1");
    EXPECT_EQ(client_address_after(trusting.port(), get), "127.0.0.1");
    EXPECT_EQ(client_address_after(trusting.port(), "PROXY UNKNOWN\r\n" + get), "127.0.0.1");
    EXPECT_EQ(client_address_after(wary.port(), v1 + get), "127.0.0.1");
}

TEST(EchoserverOpening, AHeaderIsAskedForWhereItIsRequired) {
    running_server server(trusting_loopback(proxy_mode::require));
    EXPECT_EQ(client_address_after(server.port(), v1 + get), "192.0.2.1");
    client peer(server.port());
    peer.send(get);
    EXPECT_EQ(peer.read_all(), "");
    EXPECT_NE(peer.end(), connection_end::open);
}

TEST(EchoserverOpening, TheHeaderCountsForEveryRequestOfItsConnection) {
    running_server server(trusting_loopback());
    client peer(server.port());
    std::string buffered;
    peer.send(v1 + get + get);
    for (int i = 0; i < 2; ++i)
        EXPECT_NE(read_answer(peer, buffered).body.find("client_address=192.0.2.1\n"), std::string::npos);
    peer.send(v1); // a second one is no request
    EXPECT_EQ(read_answer(peer, buffered).code(), 400U);
}

TEST(EchoserverOpening, ABrokenHeaderEndsTheConnection) {
    running_server server;
    client peer(server.port());
    peer.send("PROXY TCP4 192.0.2.1\r\n" + get);
    EXPECT_EQ(peer.read_all(), "");
    EXPECT_NE(peer.end(), connection_end::open);
}

TEST(EchoserverOpening, TheLongestHeaderIsTakenByteByByte) {
    proxy_header header;
    header.command = proxy_command::proxied;
    header.transport = proxy_transport::tcp4;
    header.source = {*ip_address::parse("192.0.2.1"), 1000};
    header.destination = {*ip_address::parse("192.0.2.2"), 80};
    header.other.push_back({0xF0, std::vector<std::uint8_t>(max_proxy_header - 31, 'x')});
    const auto bytes = *encode_proxy_header(header);
    ASSERT_EQ(bytes.size(), max_proxy_header);
    running_server server(trusting_loopback());
    client peer(server.port());
    for (const auto byte : bytes)
        peer.send({reinterpret_cast<const char*>(&byte), 1});
    peer.send(get);
    std::string buffered;
    EXPECT_NE(read_answer(peer, buffered).body.find("client_address=192.0.2.1\n"), std::string::npos);
}

TEST(EchoserverOpening, AHeaderThatDoesNotEndIsGivenUp) {
    auto settings = trusting_loopback();
    settings.timeouts.proxy = 100ms;
    running_server server(settings);
    client peer(server.port());
    peer.send("PROXY TCP4 192.0.2.1 ");
    EXPECT_EQ(peer.read_all(), "");
    EXPECT_EQ(peer.end(), connection_end::eof);
}

TEST(EchoserverOpening, OneConnectionTooManyIsToldSo) {
    auto settings = test_options();
    settings.max_connections = 2;
    running_server server(settings);
    std::string buffered;
    std::vector<client> few;
    for (int i = 0; i < 2; ++i) {
        few.emplace_back(server.port());
        few.back().send(get);
        ASSERT_EQ(read_answer(few.back(), buffered).code(), 200U);
    }
    {
        client extra(server.port());
        const auto answer = read_answer(extra, buffered);
        EXPECT_EQ(answer.code(), 503U);
        EXPECT_EQ(answer.header("Connection"), "close");
        EXPECT_EQ(extra.read_some(), "");
    }
    few.front().send(get);
    EXPECT_EQ(read_answer(few.front(), buffered).code(), 200U) << "those who are in are served on";
}

TEST(EchoserverOpening, APlaceIsFreeAgainWhenItsConnectionHasEnded) {
    auto settings = test_options();
    settings.max_connections = 1;
    running_server server(settings);
    std::string buffered;
    for (int i = 0; i < 20; ++i) {
        client peer(server.port());
        peer.send("GET / HTTP/1.1\r\nHost: ex\r\nConnection: close\r\n\r\n");
        ASSERT_EQ(read_answer(peer, buffered).code(), 200U) << i;
        ASSERT_EQ(peer.read_some(), "");
        // The place is given back after the end of the connection has been sent.
        unsigned code = 503;
        for (int tries = 0; tries < 1000 && code == 503; ++tries) {
            client next(server.port());
            next.send("GET / HTTP/1.1\r\nHost: ex\r\nConnection: close\r\n\r\n");
            std::string rest;
            code = read_answer(next, rest).code();
            next.read_all();
        }
        ASSERT_EQ(code, 200U);
    }
}

TEST(EchoserverLeaving, NewConnectionsAreServedAndTheirAnswersEndThem) {
    running_server server;
    client old(server.port());
    std::string buffered;
    old.send(get);
    EXPECT_EQ(read_answer(old, buffered).header("Connection"), "keep-alive");
    server->leave();
    client fresh(server.port());
    for (auto* peer : {&old, &fresh}) {
        peer->send(get);
        const auto answer = read_answer(*peer, buffered);
        EXPECT_EQ(answer.code(), 200U);
        EXPECT_EQ(answer.header("Connection"), "close");
        EXPECT_EQ(peer->read_some(), "");
    }
    server->drain();
    server->join();
    EXPECT_THROW(client{server.port()}, std::runtime_error);
}

TEST(EchoserverLeaving, AConnectionThatWasJustMadeMayStillBringItsRequest) {
    running_server server;
    client fresh(server.port());
    server->drain();
    fresh.send(get);
    std::string buffered;
    EXPECT_EQ(read_answer(fresh, buffered).code(), 200U);
    server->join();
}

/// Whoever is answered may connect again before the answer's turn ends: here it always does.
TEST(EchoserverLeaving, ADrainEndsHoweverFastItsClientsComeBack) {
    auto settings = test_options();
    settings.compat = compatibility::agnhost;
    settings.agnhost.allow_exit = true;
    auto opened = server::open(settings, {});
    auto& server = std::get<0>(opened);
    const auto port = server->endpoint(listener_kind::http)->port;
    constexpr std::size_t many = 500;
    std::vector<client> clients;
    bool refused = false;
    const auto ask = [&] {
        clients.emplace_back(port);
        clients.back().send("GET /exit HTTP/1.1\r\nHost: ex\r\nConnection: close\r\n\r\n");
    };
    server->on_exit_wish([&](const agnhost_exit&) { // on the thread that serves
        server->drain();
        try {
            if (clients.size() < many)
                ask();
        } catch (const std::runtime_error&) {
            refused = true;
        }
    });
    ask();
    server->start();
    server->join();
    EXPECT_TRUE(refused) << "the door was still open for " << clients.size() << " connections";
    EXPECT_LT(clients.size(), many);
}

} // namespace
} // namespace srcip::echoserver::testing
