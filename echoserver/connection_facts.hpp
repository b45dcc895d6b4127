#pragma once

#include <srcip/echo_report.hpp>

#include <chrono>
#include <memory>

namespace srcip::echoserver {

/// What is known of one connection beside its requests. Most connections bring nothing but a peer, and cost no more;
/// what only JSON and the page show is fetched when it is first asked for.
class connection_facts {
  public:
    connection_facts(const ip_endpoint& peer, const address_trust& trust);
    ~connection_facts();

    const ip_endpoint& peer() const { return peer_; }
    /// The peer's claims may move client_address.
    bool peer_is_trusted() const { return peer_is_trusted_; }
    const proxy_header* proxy() const;
    const tls_view* tls() const;
    void set_proxy(std::unique_ptr<proxy_header> header);
    void set_tls(tls_view view);

    /// The connection's part of a report, without the details.
    void describe(echo_report& report) const;
    /// The details too: SYN, this end's address, the kernel's timing.
    void describe_fully(int socket, echo_report& report);

    std::chrono::milliseconds accepted_at() const { return accepted_at_; }

  private:
    struct details;
    struct extras {
        std::unique_ptr<proxy_header> proxy;
        std::unique_ptr<tls_view> tls;
        std::unique_ptr<details> fetched;
    };
    extras& more();

    ip_endpoint peer_;
    bool peer_is_trusted_ = false;
    std::chrono::milliseconds accepted_at_;
    std::unique_ptr<extras> extras_;
};

} // namespace srcip::echoserver
