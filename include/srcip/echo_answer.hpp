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

/// One hop of a forwarding field, as the server understood it.
struct echo_hop {
    std::string text;                  ///< as RFC 7239 writes a node, or whatever stood there
    std::optional<ip_address> address; ///< absent when it is none
    bool vouched = false;              ///< the server says that a party it trusts wrote it

    friend bool operator==(const echo_hop&, const echo_hop&) = default;
};

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
    bool contradiction = false;   ///< JSON only, as all down to x_forwarded_for: the fields contradict each other
    bool peer_is_trusted = false; ///< the server trusts the peer's word about others
    std::optional<ip_endpoint> proxy_source{}; ///< who the PROXY header speaks for, where it names a TCP or UDP client
    bool proxy_is_believed = false;            ///< and whether that may move client_address
    std::vector<echo_hop> forwarded{};         ///< elements of Forwarded that say for whom, nearest to the client first
    std::vector<echo_hop> x_forwarded_for{};
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
