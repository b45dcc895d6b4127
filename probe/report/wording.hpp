#pragma once

#include "probe/report/sweep_report.hpp"

#include <string>

namespace srcip::probe {

// What people read of a report's parts. Foreign text in the results is escaped already.

/// "preserved", "snat by node n2", "proxied, in x-forwarded-for", "proxied, lost", "timeout", …
std::string seen_text(const verdict& v);

/// "from node n1 (10.240.0.11), Kubernetes v1.20.2, namespace default"
std::string report_title(const sweep_report& report);

/// "NodePort, Local, endpoint on n1": what a reader must know of a service to follow its rows.
std::string service_text(const service_facts& service);

/// "33 paths: 20 kept, 3 better, 1 broken, 9 inconclusive"
std::string summary_text(std::span<const sweep_row> rows);

} // namespace srcip::probe
