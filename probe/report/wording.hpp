#pragma once

#include "probe/report/sweep_report.hpp"
#include "probe/summary.hpp"

#include <string>

namespace srcip::probe {

// What people read of a report's parts. Foreign text in the results is escaped already.

/// "preserved", "snat by node n2", "proxied, in x-forwarded-for", "proxied, lost", "timeout", …
std::string seen_text(const verdict& v);

/// "10.240.0.11:30080", "10.240.0.11:30053/udp", "10.240.0.11:30443/https"
std::string target_text(const path& path);

/// Through what a path leads in: the node, or the name of a load balancer; "-" when there is neither.
std::string via_text(const path& path);

/// "default/web-0", "default/web-0 +1": who answered, or one of them and how many others did. Empty: nobody said so.
std::string server_text(const sweep_row& row);

/// "10.180.1.1", "10.180.1.1 +1": the source that was judged, and how many others some connections saw; or "-".
std::string client_text(const sweep_row& row);

/// What came instead of what was promised: "promised: the client's own address; seen: snat by node n2, 10.240.0.12"
std::string promise_text(const sweep_row& row);

/// "3 broken, 1 inconclusive, 4 kept": what there is none of is left out.
std::string tally_text(const sweep_summary& s);

/// How it went, as an outcome and as a sentence: "3 of 17 promises are broken", "every promise was kept", "every
/// promise was kept, but 1 health port disagrees".
struct headline {
    promise_outcome outcome = promise_outcome::inconclusive;
    std::string text;
};
headline headline_of(const sweep_report& report);

/// Whose health it is: "kube-proxy", or the service's "namespace/name".
std::string health_owner(const health_row& row);

/// "503, expected 200", "200, 1 local endpoint", "timeout"
std::string health_text(const health_row& row);

/// "4 health ports: 1 disagrees, 1 not known, 2 agree"
std::string health_summary(std::span<const health_row> rows);

/// "from node n1 (10.240.0.11), Kubernetes v1.20.2, kube-proxy in iptables mode, namespace default"
std::string report_title(const sweep_report& report);

/// "NodePort, Local, endpoint on n1": what a reader must know of a service to follow its rows.
std::string service_text(const service_facts& service);

/// "endpoint on n1", "3 endpoints on n1, n2 (2), 1 not ready", "no endpoints", "endpoints unknown"
std::string endpoints_text(const service_facts& service);

/// "33 paths: 20 kept, 3 better, 1 broken, 9 inconclusive"
std::string summary_text(std::span<const sweep_row> rows);

} // namespace srcip::probe
