#include "probe/exchange.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/datagram_server.hpp"
#include "tests/support/scripted_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <memory>

namespace srcip::probe {
namespace {

using namespace std::chrono_literals;
using test::scripted_connection;
using test::scripted_server;
using testing::HasSubstr;

observation run(exchange_target target, exchange_options options) {
    boost::asio::io_context context(1);
    auto future = boost::asio::co_spawn(context, exchange(target, 1000, options), boost::asio::use_future);
    context.run();
    return future.get();
}

exchange_options patient() { return {.connect_timeout = 20s, .timeout = 20s}; }

// --- UDP ------------------------------------------------------------------------------------------------------------

exchange_target udp(const ip_endpoint& endpoint) { return {endpoint, protocol::udp, false, ""}; }

TEST(udp_exchange, asks_for_clientip_and_knows_its_own_end) {
    std::string question;
    const test::datagram_server server([&](const std::string& datagram, const ip_endpoint& from) {
        question = datagram;
        return from.to_string();
    });
    const auto seen = run(udp(server.endpoint()), patient());
    EXPECT_EQ(question, "clientip");
    EXPECT_EQ(seen.contact, contact::answered) << seen.detail;
    EXPECT_EQ(seen.answer->peer, seen.local);
    EXPECT_EQ(seen.marker_mss, 0);
}

TEST(udp_exchange, asks_again_when_datagrams_are_lost) {
    int came = 0;
    const test::datagram_server server(
        [&](const std::string&, const ip_endpoint& from) { return ++came < 3 ? std::string() : from.to_string(); });
    // Two questions stay without answer, a quarter of this each; for the third the machine may take its time.
    const auto seen = run(udp(server.endpoint()), {.timeout = 6s});
    EXPECT_EQ(seen.contact, contact::answered) << seen.detail;
}

TEST(udp_exchange, times_out_in_silence) {
    const test::datagram_server server([](const std::string&, const ip_endpoint&) { return std::string(); });
    const auto seen = run(udp(server.endpoint()), {.timeout = 80ms});
    EXPECT_EQ(seen.contact, contact::timeout);
    EXPECT_FALSE(seen.answer);
}

TEST(udp_exchange, is_refused_where_nothing_listens) {
    const test::closed_datagram_port port;
    const auto seen = run(udp(port.endpoint()), patient());
    EXPECT_EQ(seen.contact, contact::refused) << seen.detail;
}

TEST(udp_exchange, believes_no_garbage) {
    for (const std::string& garbage : {std::string("\x1b[2J\x00\xff", 6), std::string(60000, 'A'), std::string("{"),
                                       std::string("10.0.0.1"), std::string("[fd00::1]:99999")}) {
        const test::datagram_server server([&](const std::string&, const ip_endpoint&) { return garbage; });
        const auto seen = run(udp(server.endpoint()), patient());
        EXPECT_EQ(seen.contact, contact::not_echo) << garbage.substr(0, 20);
        EXPECT_FALSE(seen.answer);
    }
}

// --- HTTPS ----------------------------------------------------------------------------------------------------------

struct closer {
    void operator()(BIO* p) const { BIO_free(p); }
    void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
    void operator()(X509* p) const { X509_free(p); }
    void operator()(SSL_CTX* p) const { SSL_CTX_free(p); }
    void operator()(SSL* p) const { SSL_free(p); }
};
template <class T>
using owned = std::unique_ptr<T, closer>;

/// A server whose certificate nobody would trust: expired, for another name, signed by itself.
owned<SSL_CTX> untrusted_context() {
    test::certificate_wish wish;
    wish.common_name = "somebody.example";
    wish.from_days = -9;
    wish.to_days = -8;
    const auto pair = test::make_certificate(wish);
    owned<SSL_CTX> context(SSL_CTX_new(TLS_server_method()));
    const owned<BIO> certificate(BIO_new_mem_buf(pair.certificate.data(), -1));
    const owned<BIO> key(BIO_new_mem_buf(pair.key.data(), -1));
    const owned<X509> x509(PEM_read_bio_X509(certificate.get(), nullptr, nullptr, nullptr));
    const owned<EVP_PKEY> private_key(PEM_read_bio_PrivateKey(key.get(), nullptr, nullptr, nullptr));
    EXPECT_EQ(SSL_CTX_use_certificate(context.get(), x509.get()), 1);
    EXPECT_EQ(SSL_CTX_use_PrivateKey(context.get(), private_key.get()), 1);
    return context;
}

struct tls_request {
    std::string server_name;
    std::string text;
};

/// Shakes hands, reads a request and writes `answer`; closes without close_notify, as many do.
void serve(SSL_CTX* context, scripted_connection& peer, std::string_view answer, tls_request& came) {
    const owned<SSL> ssl(SSL_new(context));
    SSL_set_fd(ssl.get(), peer.handle());
    if (SSL_accept(ssl.get()) != 1)
        return;
    const char* name = SSL_get_servername(ssl.get(), TLSEXT_NAMETYPE_host_name);
    came.server_name = name == nullptr ? "" : name;
    char buffer[4096];
    const int size = SSL_read(ssl.get(), buffer, sizeof buffer);
    came.text.assign(buffer, static_cast<std::size_t>(std::max(size, 0)));
    SSL_write(ssl.get(), answer.data(), static_cast<int>(answer.size()));
}

constexpr std::string_view echo =
    "HTTP/1.1 200 OK\r\n\r\nCLIENT VALUES:\nclient_address=10.240.0.12\nHEADERS RECEIVED:\nBODY:\n";

TEST(https_exchange, asks_whoever_answers_and_says_whom_it_means) {
    struct row {
        const char* host_name;
        const char* host_header;
        const char* server_name;
        const char* host;
    };
    const row table[] = {
        {"", "", "", "Host: 127.0.0.1:"},
        {"lb.example", "", "lb.example", "Host: lb.example:"},
        {"lb.example", "www.example", "www.example", "Host: www.example\r\n"},
        {"", "www.example:8443", "www.example", "Host: www.example:8443\r\n"},
        {"", "10.1.2.3", "", "Host: 10.1.2.3\r\n"},
        {"", "[fd00::1]:443", "", "Host: [fd00::1]:443\r\n"},
    };
    const auto context = untrusted_context();
    for (const row& r : table) {
        tls_request came;
        observation seen;
        {
            const scripted_server server([&](scripted_connection& peer) { serve(context.get(), peer, echo, came); });
            auto options = patient();
            options.host_header = r.host_header;
            seen = run({server.endpoint(), protocol::tcp, true, r.host_name}, options);
        }
        EXPECT_EQ(seen.contact, contact::answered) << seen.detail;
        EXPECT_EQ(came.server_name, r.server_name);
        EXPECT_THAT(came.text, HasSubstr(r.host));
        EXPECT_EQ(seen.marker_mss, 1000);
    }
}

TEST(https_exchange, names_every_way_a_handshake_can_fail) {
    struct row {
        const char* name;
        scripted_server::script script;
        exchange_options options;
        contact expected;
    };
    const row table[] = {
        {"garbage",
         [](scripted_connection& peer) {
             peer.write(std::string(100, '\xff'));
             peer.wait_for_close();
         },
         patient(), contact::not_echo},
        {"plain HTTP",
         [](scripted_connection& peer) {
             peer.write("HTTP/1.1 400 Bad Request\r\n\r\n");
             peer.wait_for_close();
         },
         patient(), contact::not_echo},
        {"resets", [](scripted_connection& peer) { peer.reset(); }, patient(), contact::reset},
        {"silence",
         [](scripted_connection& peer) { peer.wait_for_close(); },
         {.connect_timeout = 20s, .timeout = 100ms},
         contact::hang},
    };
    for (const row& r : table) {
        const scripted_server server(r.script);
        const auto seen = run({server.endpoint(), protocol::tcp, true, ""}, r.options);
        EXPECT_EQ(seen.contact, r.expected) << r.name << ": " << seen.detail;
        EXPECT_FALSE(seen.detail.empty()) << r.name;
    }
}

} // namespace
} // namespace srcip::probe
