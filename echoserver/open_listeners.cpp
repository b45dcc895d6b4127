#include "echoserver/open_listeners.hpp"

#include <cerrno>

namespace srcip::echoserver {
namespace {

std::string remedy(const boost::system::error_code& error, std::string_view option) {
    switch (error.value()) {
    case EADDRINUSE:
        return "stop the other program or choose another port with " + std::string(option);
    case EACCES:
    case EPERM:
        return "ports below 1024 need the capability NET_BIND_SERVICE; choose a higher one with " + std::string(option);
    case EADDRNOTAVAIL:
        return "choose an address of this host with --address";
    default:
        return "check --address, " + std::string(option) + " and --threads";
    }
}

using sockets = boost::system::result<std::vector<listening_socket>>;

void deal(std::vector<listening_socket> opened, std::vector<std::vector<listening_socket>>& to) {
    for (std::size_t i = 0; i < opened.size(); ++i)
        to[i].push_back(std::move(opened[i]));
}

} // namespace

startup_error cannot_listen(const options& settings, std::uint16_t port, std::string_view option,
                            const boost::system::error_code& error) {
    const auto address = settings.address.value_or(ip_address(ip_address::v6_bytes{}));
    return {"cannot listen on " + ip_endpoint{address, port}.to_string() + ": " + error.message() + "; " +
            remedy(error, option)};
}

std::variant<open_listeners, startup_error> listen_as_chosen(const options& settings, unsigned threads) {
    open_listeners out;
    out.traffic.resize(threads);
    auto http = listen(settings.address, settings.http_port, listener_kind::http, threads);
    if (!http)
        return cannot_listen(settings, settings.http_port, "--http-port", http.error());
    deal(std::move(*http), out.traffic);
    if (settings.https_port) {
        auto https = listen(settings.address, *settings.https_port, listener_kind::https, threads);
        if (!https)
            return cannot_listen(settings, *settings.https_port, "--https-port", https.error());
        deal(std::move(*https), out.traffic);
    }
    if (settings.admin_port) {
        auto admin = listen(settings.address, *settings.admin_port, listener_kind::admin, 1);
        if (!admin)
            return cannot_listen(settings, *settings.admin_port, "--admin-port", admin.error());
        out.admin = std::move(*admin);
    }
    if (settings.udp_port) {
        auto udp = listen_udp(settings.address, *settings.udp_port);
        if (!udp)
            return cannot_listen(settings, *settings.udp_port, "--udp-port", udp.error());
        out.udp.emplace(std::move(*udp));
    }
    return out;
}

} // namespace srcip::echoserver
