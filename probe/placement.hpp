#pragma once

#include "probe/address_book.hpp"
#include "probe/facts.hpp"
#include "probe/rules.hpp"
#include "probe/vantage.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace srcip::probe {

/// Whether a service whose only endpoints are terminating is still served by those that are still serving: from
/// Kubernetes 1.26 on (KEP-1669). Unknown when `server_version` ("v1.20.2") says no version.
presence serves_while_terminating(std::string_view server_version);

/// Whether clients inside the cluster reach external IPs like everybody's addresses, whatever the policy: the API's own
/// description of externalTrafficPolicy says so from Kubernetes 1.26 on; before, kube-proxy let them leave the node.
bool promises_external_ips_inside(std::string_view server_version);

/// Where the endpoints of one service are that can answer for one address family.
class placement {
  public:
    /// `fallback`: what serves_while_terminating() says for this cluster.
    placement(const service_facts& service, bool v4, presence fallback, const address_book& book, const vantage& from);

    presence anywhere() const;
    presence on(std::string_view node) const;
    /// Whether `from` is a pod and one of the endpoints.
    bool includes_us() const { return includes_us_; }

  private:
    void add(const endpoint_facts& endpoint, const address_book& book);

    struct entry {
        const endpoint_facts* endpoint;
        std::string_view node; ///< empty: unknown
        bool ready;            ///< otherwise it is terminating and still serves
    };
    std::vector<entry> entries_; ///< sorted by node, the ready ones first
    presence fallback_;
    bool known_;
    bool any_ready_ = false;
    bool includes_us_ = false;
};

/// Whether `from` may pass a load balancer's source ranges on its way to `target`. Not clear when its addresses
/// disagree, when none is known, or when a NAT (that `from` does not name by its sources) must stand between a private
/// address and a public target.
admission admitted(const std::vector<cidr>& ranges, const vantage& from, const ip_address& target);

} // namespace srcip::probe
