#include "probe/service_ports.hpp"

#include <algorithm>

namespace srcip::probe {

namespace {

const char* protocol_name(protocol p) { return p == protocol::tcp ? "TCP" : p == protocol::udp ? "UDP" : "SCTP"; }

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
    return std::equal(text.begin(), text.end(), lower.begin(), lower.end(), [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
    });
}

} // namespace

std::string port_label(const service_facts& service, const service_port& port) {
    return service.name_space + '/' + service.name + ' ' + std::to_string(port.port) + '/' +
           protocol_name(port.protocol);
}

bool is_walked(const service_port& port, const plan_options& options) {
    return std::find(options.protocols.begin(), options.protocols.end(), port.protocol) != options.protocols.end();
}

bool speaks_https(const service_port& port, tls_choice choice) {
    if (port.protocol != protocol::tcp || choice == tls_choice::never)
        return false;
    if (choice == tls_choice::always)
        return true;
    if (!port.app_protocol.empty())
        return equals_ignoring_case(port.app_protocol, "https");
    return port.name == "https" || port.name.starts_with("https-");
}

} // namespace srcip::probe
