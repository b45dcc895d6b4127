#include "echoserver/option_readers.hpp"
#include "echoserver/option_table.hpp"

namespace srcip::echoserver {

option_group listening_group() {
    return {"Listening",
            {
                value_option(
                    "address", "ADDRESS", "Address to listen on; any: all addresses", address_reader{},
                    [](auto& o) -> auto& { return o.address; }),
                value_option(
                    "http-port", "PORT", "TCP port for HTTP; 0 takes a free one", port_reader{},
                    [](auto& o) -> auto& { return o.http_port; }),
                value_option(
                    "https-port", "PORT|off", "TCP port for HTTP over TLS", port_choice_reader{},
                    [](auto& o) -> auto& { return o.https_port; }),
                value_option(
                    "udp-port", "PORT|off", "UDP port for clientip, hostname and echo", port_choice_reader{},
                    [](auto& o) -> auto& { return o.udp_port; }),
                value_option(
                    "admin-port", "PORT|off", "TCP port for /healthz, /readyz and /metrics", port_choice_reader{},
                    [](auto& o) -> auto& { return o.admin_port; }),
                value_option(
                    "threads", "N", "Threads, each with listeners of its own; auto: the processors it may use",
                    threads_reader{}, [](auto& o) -> auto& { return o.threads; }),
            }};
}

option_group tls_group() {
    return {
        "TLS",
        {
            value_option(
                "tls-cert", "FILE", "Certificate and its chain, PEM; without one, a self-signed one is made",
                file_reader{}, [](auto& o) -> auto& { return o.tls.certificate_file; }),
            value_option(
                "tls-key", "FILE", "Its key, PEM; none: it stands in --tls-cert's file", file_reader{},
                [](auto& o) -> auto& { return o.tls.key_file; }),
            value_option(
                "tls-client-ca", "FILE", "CA certificates, PEM: clients are asked for certificates that these signed",
                file_reader{}, [](auto& o) -> auto& { return o.tls.client_ca_file; }),
        }};
}

} // namespace srcip::echoserver
