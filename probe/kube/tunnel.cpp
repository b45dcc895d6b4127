#include "probe/kube/tunnel.hpp"

#include "probe/kube/base64.hpp"

#include <srcip/address.hpp>
#include <srcip/printable.hpp>
#include <srcip/version.hpp>

#include <boost/asio/error.hpp>
#include <boost/beast/core/error.hpp>

#include <array>
#include <charconv>
#include <span>

namespace srcip::probe::kube {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t max_head = 16384;

std::string authority(const tunnel_target& target) {
    const std::string host = target.host.find(':') == std::string::npos ? target.host : "[" + target.host + "]";
    return host + ":" + std::to_string(target.port);
}

error failed(const tunnel_target& target, const error_code& ec) {
    if (ec == boost::beast::error::timeout)
        return {error_kind::timeout, target.about + ": no tunnel to " + printable(authority(target)) +
                                         " in time; check that the proxy reaches it"};
    return {error_kind::proxy, target.about + ": the connection ended before there was a tunnel (" + ec.message() +
                                   "); is this a proxy, and of this kind?"};
}

error refused(const tunnel_target& target, const std::string& why) {
    return {error_kind::proxy, target.about + ": " + why};
}

// HTTP ------------------------------------------------------------------------------------------------------------

std::string connect_request(const proxy_server& proxy, const tunnel_target& target) {
    const std::string to = authority(target);
    std::string out = "CONNECT " + to + " HTTP/1.1\r\nHost: " + to + "\r\nUser-Agent: sipprobe/";
    out += version();
    if (const std::string credentials = proxy_authorization(proxy); !credentials.empty())
        out += "\r\nProxy-Authorization: " + credentials;
    return out + "\r\n\r\n";
}

/// The status of "HTTP/1.x NNN …", 0 when it is none.
unsigned status_of(std::string_view head) {
    unsigned status = 0;
    if (!head.starts_with("HTTP/1.") || head.size() < 12 || head[8] != ' ')
        return 0;
    const auto [end, failure] = std::from_chars(head.data() + 9, head.data() + 12, status);
    return failure == std::errc() && end == head.data() + 12 ? status : 0;
}

outcome<void> judge_connect(const proxy_server& proxy, const tunnel_target& target, std::string_view head) {
    const unsigned status = status_of(head);
    if (status >= 200 && status < 300)
        return {};
    if (status == 0)
        return refused(target, "its answer is no HTTP but " + quoted(head, 40) + "; is this an HTTP proxy?");
    const std::string line = quoted(head.substr(0, head.find("\r\n")), 80);
    if (status == 407)
        return refused(target, std::string("407: the proxy wants other credentials; ") +
                                   (proxy_authorization(proxy).empty() ? "put user and password into its URL"
                                                                       : "check user and password in its URL"));
    return refused(target, "it does not connect to " + printable(authority(target)) + ": " + line +
                               "; does it allow that, and is a proxy needed at all (NO_PROXY)?");
}

asio::awaitable<outcome<void>> open_connect(byte_stream* stream, proxy_server proxy, tunnel_target target) {
    const std::string request = connect_request(proxy, target);
    if (const error_code ec = co_await stream->write(request))
        co_return failed(target, ec);
    std::string head;
    std::array<char, 4096> buffer;
    while (head.find("\r\n\r\n") == std::string::npos) {
        if (head.size() > max_head)
            co_return refused(target, "its answer does not end; is this an HTTP proxy?");
        if (head.size() >= 12 && status_of(head) == 0)
            break; // it may never say more
        const transfer got = co_await stream->read_some(buffer.data(), buffer.size());
        head.append(buffer.data(), got.size);
        if (got.ec && status_of(head) == 0)
            co_return head.empty() ? outcome<void>(failed(target, got.ec)) : judge_connect(proxy, target, head);
        if (got.ec)
            break;
    }
    const outcome<void> judged = judge_connect(proxy, target, head);
    // Neither TLS nor HTTP servers speak first: what comes now is not from ours.
    if (judged && !head.ends_with("\r\n\r\n"))
        co_return refused(target, "it sent something before the server could; is this an HTTP proxy?");
    co_return judged;
}

// SOCKS 5 ---------------------------------------------------------------------------------------------------------

constexpr char socks_version = 5;
constexpr char no_authentication = 0;
constexpr char by_password = 2;
constexpr char connect_command = 1;

bool has_credentials(const proxy_server& proxy) { return !proxy.username.empty() || !proxy.password.empty(); }

/// RFC 1928 section 3.
std::string greeting(const proxy_server& proxy) {
    if (has_credentials(proxy))
        return {socks_version, 2, no_authentication, by_password};
    return {socks_version, 1, no_authentication};
}

/// RFC 1929 section 2.
std::string password_message(const proxy_server& proxy) {
    return std::string(1, 1) + static_cast<char>(proxy.username.size()) + proxy.username +
           static_cast<char>(proxy.password.size()) + proxy.password;
}

std::string address_field(const std::string& host) {
    const auto address = ip_address::parse(host);
    if (!address)
        return std::string(1, 3) + static_cast<char>(host.size()) + host;
    std::string out(1, address->is_v4() ? char{1} : char{4});
    for (const std::uint8_t byte : address->bytes())
        out += static_cast<char>(byte);
    return out;
}

/// RFC 1928 section 4.
std::string connect_message(const tunnel_target& target) {
    std::string out{socks_version, connect_command, 0};
    out += address_field(target.host);
    out += static_cast<char>(target.port >> 8U);
    out += static_cast<char>(target.port & 0xFFU);
    return out;
}

/// RFC 1928 section 6.
const char* reply_text(unsigned char code) {
    constexpr std::array texts = {"",
                                  "a general failure",
                                  "its rules do not allow this connection",
                                  "the network is unreachable from there",
                                  "the host is unreachable from there",
                                  "the server refuses the connection",
                                  "the connection timed out there",
                                  "it does not know the command",
                                  "it does not know this kind of address"};
    return code < texts.size() ? texts[code] : "a failure it gives an unknown number";
}

asio::awaitable<error_code> read_exactly(byte_stream* stream, std::span<char> to) {
    while (!to.empty()) {
        const transfer got = co_await stream->read_some(to.data(), to.size());
        to = to.subspan(got.size);
        if (got.ec && !to.empty())
            co_return got.ec;
    }
    co_return error_code();
}

asio::awaitable<outcome<void>> authenticate(byte_stream* stream, proxy_server proxy, tunnel_target target) {
    const std::string hello = greeting(proxy);
    error_code ec = co_await stream->write(hello);
    std::array<char, 2> answer{};
    if (!ec)
        ec = co_await read_exactly(stream, answer);
    if (ec)
        co_return failed(target, ec);
    if (answer[0] != socks_version)
        co_return refused(target, "its answer is no SOCKS 5; is this a SOCKS proxy?");
    if (answer[1] == no_authentication)
        co_return outcome<void>();
    if (answer[1] != by_password || !has_credentials(proxy))
        co_return refused(target, has_credentials(proxy) ? "it accepts no user name and password"
                                                         : "it wants credentials; put user and password into its URL");
    const std::string credentials = password_message(proxy);
    ec = co_await stream->write(credentials);
    if (!ec)
        ec = co_await read_exactly(stream, answer);
    if (ec)
        co_return failed(target, ec);
    if (answer[1] != 0)
        co_return refused(target, "it does not accept the user name and password of its URL");
    co_return outcome<void>();
}

/// Reads the address that the proxy connects from, and forgets it.
asio::awaitable<error_code> skip_bound_address(byte_stream* stream, char type) {
    std::array<char, 257> rest{};
    std::size_t size = type == 4 ? 16 : 4;
    if (type == 3) {
        if (const error_code ec = co_await read_exactly(stream, std::span(rest).first(1)))
            co_return ec;
        size = static_cast<unsigned char>(rest[0]);
    }
    const error_code ec = co_await read_exactly(stream, std::span(rest).first(size + 2));
    co_return ec;
}

asio::awaitable<outcome<void>> open_socks(byte_stream* stream, proxy_server proxy, tunnel_target target) {
    if (target.host.size() > 255)
        co_return refused(target, "the server's name is longer than SOCKS can carry");
    const outcome<void> known = co_await authenticate(stream, proxy, target);
    if (!known)
        co_return known;
    const std::string request = connect_message(target);
    error_code ec = co_await stream->write(request);
    std::array<char, 4> answer{};
    if (!ec)
        ec = co_await read_exactly(stream, answer);
    if (!ec && answer[0] != socks_version)
        co_return refused(target, "its answer is no SOCKS 5; is this a SOCKS proxy?");
    if (!ec && answer[1] != 0)
        co_return refused(target, "it does not connect to " + printable(authority(target)) + ": " +
                                      reply_text(static_cast<unsigned char>(answer[1])));
    if (!ec)
        ec = co_await skip_bound_address(stream, answer[3]);
    if (ec)
        co_return failed(target, ec);
    co_return outcome<void>();
}

} // namespace

std::string proxy_authorization(const proxy_server& proxy) {
    return has_credentials(proxy) ? "Basic " + encode_base64(proxy.username + ":" + proxy.password) : std::string();
}

asio::awaitable<outcome<void>> open_tunnel(byte_stream* stream, proxy_server proxy, tunnel_target target) {
    outcome<void> opened;
    if (proxy.scheme == proxy_scheme::socks5)
        opened = co_await open_socks(stream, std::move(proxy), std::move(target));
    else
        opened = co_await open_connect(stream, std::move(proxy), std::move(target));
    co_return opened;
}

} // namespace srcip::probe::kube
