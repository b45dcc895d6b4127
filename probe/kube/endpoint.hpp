#pragma once

#include "probe/kube/error.hpp"
#include "probe/kube/proxy.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

/// Whom to act as (Kubernetes documentation, "User impersonation"). Empty without a user.
struct impersonation {
    std::string user;
    std::vector<std::string> groups;
    std::string uid;
    std::vector<std::pair<std::string, std::vector<std::string>>> extra; ///< key → values
};

/// Whether a credential plugin may use our standard input.
enum class interactive_mode { never, if_available, always };

/// A credential plugin: users[].user.exec of a kubeconfig (client.authentication.k8s.io).
struct exec_plugin {
    std::string command; ///< looked for in PATH unless it holds a slash; relative to the kubeconfig already resolved
    std::vector<std::string> args;
    std::vector<std::pair<std::string, std::string>> env; ///< added to our own
    std::string api_version;
    std::string install_hint;
    bool provide_cluster_info = false;
    interactive_mode mode = interactive_mode::if_available;
};

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
    std::optional<exec_plugin> exec; ///< asked when there is no other credential
    std::string
        exec_cluster_config; ///< JSON of the cluster's extension client.authentication.k8s.io/exec; may be empty
    bool withheld = false;   ///< there are credentials, but the server is http://
    impersonation as;        ///< whom to act as
    std::optional<proxy_server> proxy;                        ///< the way to the server
    std::optional<std::chrono::milliseconds> request_timeout; ///< 0: without end; absent: the program's own
    std::string source; ///< where all this came from, for messages: "context \"lab\" of /root/.kube/config"
};

} // namespace srcip::probe::kube
