#include "probe/exchange.hpp"
#include "probe/sweep.hpp"
#include "tests/support/scripted_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>

namespace srcip::probe {
namespace {

using namespace std::chrono_literals;
using test::scripted_connection;
using test::scripted_server;
using testing::HasSubstr;

template <class T>
T run(boost::asio::awaitable<T> work) {
    boost::asio::io_context context(1);
    auto future = boost::asio::co_spawn(context, std::move(work), boost::asio::use_future);
    context.run();
    return future.get();
}

/// Long enough for a busy machine where an answer is expected, short where nothing but silence can come.
exchange_options patient() { return {.connect_timeout = 20s, .timeout = 20s}; }
exchange_options hasty() { return {.connect_timeout = 20s, .timeout = 100ms}; }

observation probe_server(const scripted_server::script& script, exchange_options options, std::uint16_t mss = 0) {
    const scripted_server server(script);
    return run(exchange({server.endpoint()}, mss, options));
}

std::string ok(std::string_view body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

constexpr std::string_view text_1_4 =
    "CLIENT VALUES:\nclient_address=10.240.0.12\ncommand=GET\n\nHEADERS RECEIVED:\nBODY:\n";

TEST(exchange, reads_an_echo_and_knows_its_own_end) {
    std::string request;
    const auto seen = probe_server(
        [&](scripted_connection& peer) {
            request = peer.read_until("\r\n\r\n");
            peer.write(ok(text_1_4));
        },
        patient());
    EXPECT_EQ(seen.contact, contact::answered);
    EXPECT_EQ(seen.answer->client_address->to_string(), "10.240.0.12");
    EXPECT_EQ(seen.local->address.to_string(), "127.0.0.1");
    EXPECT_NE(seen.local->port, 0);
    EXPECT_THAT(request, HasSubstr("GET /clientip HTTP/1.1\r\nHost: 127.0.0.1:"));
    EXPECT_THAT(request, HasSubstr("\r\nAccept: application/json"));
    EXPECT_THAT(request, Not(HasSubstr("Accept-Encoding")));
}

TEST(exchange, marks_its_syn_with_the_mss_it_was_given) {
    std::string syn;
    const auto seen = probe_server(
        [&](scripted_connection& peer) {
            syn = peer.saved_syn();
            peer.read_until("\r\n\r\n");
            peer.write(ok(text_1_4));
        },
        patient(), 1111);
    EXPECT_EQ(seen.marker_mss, 1111);
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(syn.data());
    EXPECT_EQ(parse_tcp_syn({bytes, syn.size()})->mss, 1111);
}

TEST(exchange, names_every_way_an_attempt_can_end) {
    struct row {
        const char* name;
        scripted_server::script script;
        exchange_options options;
        contact expected;
        const char* detail;
    };
    const row table[] = {
        {"closes at once", [](scripted_connection& peer) { peer.read_until("\r\n\r\n"); }, patient(), contact::reset,
         "closed without an answer"},
        {"resets at once",
         [](scripted_connection& peer) {
             peer.read_until("\r\n\r\n");
             peer.reset();
         },
         patient(), contact::reset, "reset"},
        {"says nothing", [](scripted_connection& peer) { peer.wait_for_close(); }, hasty(), contact::hang, "no answer"},
        {"closes in the middle",
         [](scripted_connection& peer) {
             peer.read_until("\r\n\r\n");
             peer.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
         },
         patient(), contact::not_echo, "middle"},
        {"speaks before it is asked",
         [](scripted_connection& peer) {
             peer.write("220 mail.example ESMTP\r\n\r\n");
             peer.wait_for_close();
         },
         patient(), contact::not_echo, "220 mail"},
        {"redirects",
         [](scripted_connection& peer) {
             peer.read_until("\r\n\r\n");
             peer.write("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
             peer.wait_for_close();
         },
         patient(), contact::not_echo, "302"},
        {"answers something else",
         [](scripted_connection& peer) {
             peer.read_until("\r\n\r\n");
             peer.write(ok("<html>It works!</html>"));
         },
         patient(), contact::not_echo, "not the answer of an echo server"},
        {"never stops",
         [](scripted_connection& peer) {
             peer.read_until("\r\n\r\n");
             peer.write("HTTP/1.1 200 OK\r\n\r\n");
             while (peer.write(std::string(65536, 'x'))) {
             }
         },
         patient(), contact::not_echo, "body is larger"},
        {"compresses unasked",
         [](scripted_connection& peer) {
             peer.read_until("\r\n\r\n");
             peer.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x01");
         },
         patient(), contact::not_echo, "not the answer"},
    };
    for (const auto& r : table) {
        const auto seen = probe_server(r.script, r.options);
        EXPECT_EQ(seen.contact, r.expected) << r.name << ": " << seen.detail;
        EXPECT_THAT(seen.detail, HasSubstr(r.detail)) << r.name;
        EXPECT_FALSE(seen.answer) << r.name;
    }
}

/// Until there is time enough for the beginning to arrive, however busy the machine.
TEST(exchange, hangs_when_an_answer_stops_in_the_middle) {
    observation seen;
    for (auto time = 100ms; time < 20s && seen.detail.find("did not end in time") == seen.detail.npos; time *= 3) {
        seen = probe_server(
            [](scripted_connection& peer) {
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
                peer.wait_for_close();
            },
            {.connect_timeout = 20s, .timeout = time});
        EXPECT_EQ(seen.contact, contact::hang);
        EXPECT_FALSE(seen.answer);
    }
    EXPECT_THAT(seen.detail, HasSubstr("did not end in time"));
}

TEST(exchange, is_refused_where_nothing_listens) {
    const test::closed_port port;
    const auto seen = run(exchange({port.endpoint()}, 1000, patient()));
    EXPECT_EQ(seen.contact, contact::refused);
    EXPECT_FALSE(seen.answer);
}

TEST(exchange, times_out_where_syns_are_dropped) {
    const test::silent_listener silent;
    const auto seen = run(exchange({silent.endpoint()}, 1000, {.connect_timeout = 100ms, .timeout = 20s}));
    EXPECT_EQ(seen.contact, contact::timeout);
}

std::vector<path> paths_to(const ip_endpoint& target, std::size_t count, expectation expects) {
    std::vector<path> paths(count);
    for (auto& path : paths) {
        path.target = target;
        path.promise.expects = expects;
    }
    return paths;
}

/// The observation that stands for a path on which all connections came out alike.
const observation& only(const walked_path& walked) {
    EXPECT_EQ(walked.size(), 1U);
    return walked.at(0).observation;
}

TEST(sweep, observes_every_path_in_order_and_reports_progress) {
    const scripted_server server([](scripted_connection& peer) {
        peer.read_until("\r\n\r\n");
        peer.write(ok(text_1_4));
    });
    const test::closed_port closed;
    auto paths = paths_to(server.endpoint(), 20, expectation::answer);
    paths[7].target = closed.endpoint();
    std::vector<std::size_t> progress;
    sweep_options options{.exchange = patient(), .concurrency = 4};
    options.on_progress = [&](std::size_t done) { progress.push_back(done); };

    const auto seen = run(sweep(paths, options));
    ASSERT_EQ(seen.size(), paths.size());
    for (std::size_t i = 0; i < seen.size(); ++i) {
        EXPECT_EQ(only(seen[i]).contact, i == 7 ? contact::refused : contact::answered) << i;
        EXPECT_EQ(only(seen[i]).marker_mss, marker_mss(i));
    }
    EXPECT_EQ(progress.size(), paths.size());
    EXPECT_EQ(progress.back(), paths.size());
}

TEST(sweep, makes_several_connections_a_path_and_keeps_what_differs) {
    std::atomic<int> count = 0;
    const scripted_server server([&](scripted_connection& peer) {
        peer.read_until("\r\n\r\n");
        peer.write(ok("CLIENT VALUES:\nclient_address=10.240.0.1" + std::to_string(1 + count++ % 2) + "\n"));
    });
    sweep_options options{.exchange = patient(), .concurrency = 1};
    options.attempts = 4;
    std::size_t done = 0;
    options.on_progress = [&](std::size_t n) { done = n; };
    const auto seen = run(sweep(paths_to(server.endpoint(), 2, expectation::answer), options));
    EXPECT_EQ(done, 8U);
    for (const walked_path& walked : seen) {
        unsigned connections = 0;
        for (const seen_alike& alike : walked)
            connections += alike.connections;
        EXPECT_EQ(connections, 4U);
    }
}

TEST(sweep, asks_again_where_a_refusal_was_promised_and_nowhere_else) {
    const test::silent_listener silent;
    auto paths = paths_to(silent.endpoint(), 2, expectation::refusal);
    paths[1].promise.expects = expectation::silence;
    const sweep_options options{.exchange = {.connect_timeout = 50ms, .timeout = 1s}, .concurrency = 2};
    const auto seen = run(sweep(paths, options));
    EXPECT_EQ(only(seen[0]).attempts, 3U);
    EXPECT_EQ(only(seen[1]).attempts, 1U);
}

TEST(sweep, gives_an_odd_silence_a_second_chance_but_no_dead_address) {
    const test::silent_listener silent;
    const test::closed_port closed; // the same address, so it is alive
    auto paths = paths_to(silent.endpoint(), 2, expectation::answer);
    sweep_options options{.exchange = {.connect_timeout = 50ms, .timeout = 1s}};
    EXPECT_EQ(only(run(sweep(paths, options))[0]).attempts, 1U);
    paths[1].target = closed.endpoint();
    EXPECT_EQ(only(run(sweep(paths, options))[0]).attempts, 2U);
    auto many = paths_to(silent.endpoint(), 3, expectation::answer);
    many[2].target = closed.endpoint();
    options.concurrency = 1; // fewer than the silences, which then are no accident
    EXPECT_EQ(only(run(sweep(many, options))[0]).attempts, 1U);
    options.attempts = 2; // who counts wants to see it
    const auto counted = run(sweep(paths, options));
    EXPECT_EQ(only(counted[0]).attempts, 1U);
    EXPECT_EQ(counted[0][0].connections, 2U);
}

TEST(sweep, keeps_its_rate) {
    const test::closed_port closed;
    sweep_options options{.exchange = patient()};
    options.rate = 100;
    const auto start = std::chrono::steady_clock::now();
    run(sweep(paths_to(closed.endpoint(), 11, expectation::silence), options));
    EXPECT_GE(std::chrono::steady_clock::now() - start, 100ms);
}

TEST(sweep, returns_what_it_has_when_it_is_stopped) {
    std::atomic<int> served = 0;
    std::atomic<bool> stop = false;
    const scripted_server server([&](scripted_connection& peer) {
        peer.read_until("\r\n\r\n");
        if (served++ == 2) {
            stop = true;
            peer.wait_for_close(); // without the stop it would take the whole timeout
            return;
        }
        peer.write(ok(text_1_4));
    });
    sweep_options options{.exchange = {.connect_timeout = 300s, .timeout = 300s}, .concurrency = 1};
    options.stopped = [&] { return stop.load(); };
    const auto seen = run(sweep(paths_to(server.endpoint(), 5, expectation::answer), options));
    ASSERT_EQ(seen.size(), 5U);
    for (std::size_t i = 0; i != 5; ++i)
        EXPECT_EQ(seen[i].empty(), i >= 2) << i;
}

/// Whenever it is stopped while it looks a second time, what it saw the first time stays.
TEST(sweep, may_be_stopped_at_any_moment_of_its_second_look) {
    const test::silent_listener silent;
    const auto paths = paths_to(silent.endpoint(), 2, expectation::refusal);
    for (int questions = 0; questions != 4; ++questions) {
        int left = questions;
        bool second_look = false;
        sweep_options options{.exchange = {.connect_timeout = 150ms, .timeout = 1s}}; // some looks of the clock
        options.on_progress = [&](std::size_t done) { second_look = done == paths.size(); };
        options.stopped = [&] { return second_look && left-- <= 0; };
        const auto seen = run(sweep(paths, options));
        for (const walked_path& walked : seen) {
            EXPECT_EQ(only(walked).contact, contact::timeout);
            EXPECT_LE(only(walked).attempts, 3U);
        }
    }
}

TEST(sweep, of_nothing_is_nothing) { EXPECT_TRUE(run(sweep({}, {})).empty()); }

TEST(fetch_all, brings_every_answer_whatever_it_is) {
    const scripted_server healthy([](scripted_connection& peer) {
        const std::string request = peer.read_until("\r\n\r\n");
        peer.write(request.starts_with("GET /healthz HTTP/1.1\r\n") ? ok("{}") : ok("?"));
    });
    const scripted_server unhealthy([](scripted_connection& peer) {
        peer.read_until("\r\n\r\n");
        peer.write("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\nno");
    });
    const scripted_server hostile([](scripted_connection& peer) {
        peer.read_until("\r\n\r\n");
        peer.write("\x1b[2J\x1b]0;x\x07\r\n\r\n");
    });
    const test::closed_port closed;
    const sweep_options options{.exchange = patient(), .concurrency = 2};
    const auto replies = run(fetch_all({{healthy.endpoint(), "/healthz"},
                                        {unhealthy.endpoint(), "/healthz"},
                                        {hostile.endpoint(), "/healthz"},
                                        {closed.endpoint(), "/healthz"}},
                                       options));
    EXPECT_EQ(replies[0].status, 200);
    EXPECT_EQ(replies[0].body, "{}");
    EXPECT_EQ(replies[1].status, 503);
    EXPECT_EQ(replies[1].body, "no");
    EXPECT_EQ(replies[2].contact, contact::not_echo);
    EXPECT_EQ(replies[3].contact, contact::refused);
}

} // namespace
} // namespace srcip::probe
