#pragma once

#include <srcip/address.hpp>
#include <srcip/tcp_syn.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace srcip {

/// The echo servers whose answers we can read.
enum class echo_format {
    srcip_json,      ///< our report, schema srcip.echo/v1
    echoserver_1_4,  ///< the text of the image echoserver:1.4
    echoserver_1_10, ///< the text of echoserver:1.10
    agnhost,         ///< agnhost netexec's /clientip: "address:port"
};

std::string_view to_string(echo_format format);

/// An echo server's answer as a client reads it. Everything in it is a claim of whoever answered: text fields may
/// hold any byte and must be escaped before a person sees them.
struct echo_answer {
    echo_format format = echo_format::srcip_json;
    std::string client_address_text;                          ///< exactly as answered
    std::optional<ip_address> client_address;                 ///< absent when the text is no address
    std::string client_address_from;                          ///< JSON only: peer, proxy_protocol, …; else empty
    std::optional<ip_endpoint> peer;                          ///< JSON and agnhost
    std::optional<ip_endpoint> local;                         ///< JSON only: the server's end of the connection
    std::optional<tcp_syn> syn;                               ///< JSON only
    std::vector<std::pair<std::string, std::string>> headers; ///< the request's fields as they arrived
    std::string hostname;
    std::string pod_name;
    std::string pod_namespace;
    std::string pod_ip;
    std::string node_name;
};

/// Reads a body that came with status 200. errc::not_an_echo when no known format fits, errc::bad_report when it is
/// our JSON but breaks the schema. `body` may be anything, of any length the caller allows.
result<echo_answer> read_echo_answer(std::string_view body);

} // namespace srcip
