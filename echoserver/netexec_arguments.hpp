#pragma once

#include <span>
#include <string>
#include <vector>

namespace srcip::echoserver {

/// `agnhost netexec …` in our own options, so that a manifest written for agnhost runs unchanged. Both without the
/// program's name. Arguments that do not begin with "netexec" come back as they are.
///
/// --http-port, --udp-port, --tls-cert-file, --tls-private-key-file, --delay-shutdown and --http-override become ours;
/// ports that agnhost has not are off unless asked for, since pods run several of it side by side. --sctp-port=-1 and
/// --udp-listen-addresses say what is so anyway. Everything else, a real --sctp-port among it, stays and is judged by
/// whoever parses the result: our own options may follow "netexec", too.
std::vector<std::string> translate_netexec(std::span<const std::string> arguments);

} // namespace srcip::echoserver
