#include "echoserver/connection_facts.hpp"

#include "echoserver/http_clock.hpp"
#include "echoserver/socket_facts.hpp"

namespace srcip::echoserver {

/// The kernel gives the SYN out once.
struct connection_facts::details {
    syn_facts syn;
    ip_endpoint local;
};

connection_facts::connection_facts(const ip_endpoint& peer, const address_trust& trust)
    : peer_(peer)
    , peer_is_trusted_(contains(trust.proxies, peer.address))
    , accepted_at_(coarse_now()) {}

connection_facts::~connection_facts() = default;

connection_facts::extras& connection_facts::more() {
    if (!extras_)
        extras_ = std::make_unique<extras>();
    return *extras_;
}

const proxy_header* connection_facts::proxy() const { return extras_ ? extras_->proxy.get() : nullptr; }

const tls_view* connection_facts::tls() const { return extras_ ? extras_->tls.get() : nullptr; }

void connection_facts::set_proxy(std::unique_ptr<proxy_header> header) { more().proxy = std::move(header); }

void connection_facts::set_tls(tls_view view) { more().tls = std::make_unique<tls_view>(std::move(view)); }

void connection_facts::describe(echo_report& report) const {
    report.client_address = peer_.address;
    report.connection.peer = peer_;
    report.peer_is_trusted = peer_is_trusted_;
    report.proxy = proxy();
    report.tls = tls();
}

void connection_facts::describe_fully(int socket, echo_report& report) {
    auto& fetched = more().fetched;
    if (!fetched)
        fetched = std::make_unique<details>(details{read_syn(socket), read_local_endpoint(socket)});
    auto& out = report.connection;
    out.local = fetched->local;
    out.syn = fetched->syn.syn;
    out.syn_unavailable = fetched->syn.unavailable;
    out.timing = read_timing(socket);
    out.age_ms = static_cast<std::uint64_t>((coarse_now() - accepted_at_).count());
}

} // namespace srcip::echoserver
