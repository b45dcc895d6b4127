#pragma once

#include "probe/kube/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace srcip::probe::kube {

/// Where an API server is: the parts of its URL.
struct server_url {
    bool tls = true;
    std::string host; ///< a name or an address, IPv6 without brackets
    std::uint16_t port = 443;
    std::string path; ///< "" or "/prefix", never with a slash at its end

    /// "https://host:port/prefix"
    std::string to_string() const;
    /// What goes into the Host field: brackets where they are needed, no port when it is the scheme's own.
    std::string authority() const;
};

/// Parses a server's URL as client-go does: a missing scheme is https when `tls_by_default`, else http; the port
/// defaults to the scheme's. User information, queries and fragments are refused: credentials do not belong there.
/// error_kind::config, with a message that names `text` but no secret in it.
outcome<server_url> parse_server_url(std::string_view text, bool tls_by_default);

/// An API server and everything needed to speak to it. Secrets stand in here, so nothing prints it as a whole.
struct endpoint {
    server_url server;
    std::string ca_pem;          ///< empty: the system's authorities
    std::string client_cert_pem; ///< the certificate and its chain; empty: none
    std::string client_key_pem;
    std::string token;      ///< bearer token; empty: none
    std::string token_file; ///< beats `token` and is read anew when needed
    std::string username;   ///< basic authentication; empty with an empty password: none
    std::string password;
    std::string tls_server_name; ///< the name to expect in the certificate instead of the host's
    bool insecure = false;       ///< accept any certificate
    std::string name_space = "default";
    std::string source; ///< where all this came from, for messages: "context \"lab\" of /root/.kube/config"
};

} // namespace srcip::probe::kube
