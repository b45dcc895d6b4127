#pragma once

#include "probe/facts.hpp"
#include "probe/plan.hpp"

#include <string>
#include <string_view>

namespace srcip::probe {

/// "default/dns 53/UDP": a port for people.
std::string port_label(const service_facts& service, const service_port& port);

/// Whether the plan's options leave this port in.
bool is_walked(const service_port& port, const plan_options& options);

/// Whether HTTPS is spoken to a TCP port: as --tls says, or else as appProtocol says ("https"), or else its name
/// ("https", "https-…", by the convention that service meshes made).
bool speaks_https(const service_port& port, tls_choice choice);

} // namespace srcip::probe
