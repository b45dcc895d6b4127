#include "probe/service_ports.hpp"

#include <algorithm>

namespace srcip::probe {

namespace {

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
    return std::equal(text.begin(), text.end(), lower.begin(), lower.end(), [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
    });
}

} // namespace

std::string_view to_string(protocol p) {
    switch (p) {
    case protocol::tcp:
        return "TCP";
    case protocol::udp:
        return "UDP";
    case protocol::sctp:
        break;
    }
    return "SCTP";
}

std::string port_label(const service_facts& service, const service_port& port) {
    return service.name_space + '/' + service.name + ' ' + std::to_string(port.port) + '/' +
           std::string(to_string(port.protocol));
}

bool is_walked(const service_port& port, const plan_options& options) {
    if (port.protocol == protocol::sctp)
        return false;
    return options.protocols.empty() ||
           std::find(options.protocols.begin(), options.protocols.end(), port.protocol) != options.protocols.end();
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
