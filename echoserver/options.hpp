#pragma once

#include "echoserver/identity.hpp"
#include "echoserver/limits.hpp"

#include <srcip/client_address.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace srcip::echoserver {

/// Exit codes of the program.
inline constexpr int exit_ok = 0;
inline constexpr int exit_failure = 1; ///< something outside failed: a busy port, no descriptors
inline constexpr int exit_usage = 2;   ///< the command line, the environment or the configuration file was wrong

/// Whether connections may, must or must not begin with a PROXY header.
enum class proxy_mode { detect, require, off };

/// Which of the old server's texts is answered to those who ask for nothing else.
enum class text_version { v1_4, v1_10 };

/// Whose paths are answered beside the echo.
enum class compatibility { none, agnhost };

enum class log_format { text, json };

enum class access_log_mode {
    off,
    sampled, ///< every request up to so many a second, then none until the next second
    full,
};

struct log_options {
    log_format format = log_format::text;
    access_log_mode access = access_log_mode::sampled;
    unsigned sampled_per_second = 100; ///< of all threads together
};

/// Beside compatibility::agnhost.
struct agnhost_options {
    bool allow_exit = false;     ///< /exit and /shutdown stop the server, for any client that asks
    std::string http_override{}; ///< answer every request as if this target had been asked for; empty: do not
};

/// Empty file names: none. Without a certificate the server makes one for itself.
struct tls_options {
    std::string certificate_file{}; ///< PEM, the chain included
    std::string key_file{};         ///< PEM; the certificate's file when only that was named
    std::string client_ca_file{};   ///< PEM; clients are asked for certificates that these sign
};

/// A TCP or UDP port, 0 for a free one; absent: not listened on.
using port_choice = std::optional<std::uint16_t>;

/// Everything the command line, the environment and the configuration file decide.
struct options {
    std::optional<ip_address> address; ///< absent: all addresses of both families
    std::uint16_t http_port = 8080;
    port_choice https_port = std::uint16_t{8443};
    port_choice udp_port = std::uint16_t{8081};
    port_choice admin_port = std::uint16_t{9090};
    unsigned threads = 0;                 ///< 0: as many as processors may be used
    std::size_t max_connections = 65'536; ///< fewer when there are not enough descriptors
    bool strict_1_4 = false;
    text_version text = text_version::v1_4;
    compatibility compat = compatibility::none;
    agnhost_options agnhost{};
    proxy_mode proxy = proxy_mode::detect;
    address_trust trust{};
    tls_options tls{};
    log_options log{};
    request_limits limits{};
    deadlines timeouts{};
    std::chrono::milliseconds drain_delay{5'000};   ///< after SIGTERM: not ready, but still accepting
    std::chrono::milliseconds grace_period{30'000}; ///< after that: for requests in flight
};

/// The command line asked for no server: print and exit.
struct exit_request {
    int code = exit_ok;
    std::string text; ///< for standard output when code is exit_ok, else one line for standard error
};

/// `echoserver healthcheck`: ask a running server's admin port, and exit with its answer.
struct healthcheck_request {
    std::string path = "/healthz";
    ip_endpoint at{}; ///< the admin port of the same options
};

/// A flag beats an environment variable, a variable the configuration file. All of them are judged, those that were
/// beaten too.
std::variant<options, exit_request, healthcheck_request> parse_options(int argc, const char* const* argv,
                                                                       const environment& get);

/// The same with this process's environment.
std::variant<options, exit_request, healthcheck_request> parse_options(int argc, const char* const* argv);

} // namespace srcip::echoserver
