#include "echoserver/netexec_arguments.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace srcip::echoserver {
namespace {

/// netexec's flags; of one that comes twice the last counts, as agnhost's parser has it.
struct netexec_flags {
    std::optional<std::string> http_port;
    std::optional<std::string> udp_port;
    std::optional<std::string> sctp_port;
    std::optional<std::string> certificate;
    std::optional<std::string> key;
    std::optional<std::string> delay;
    std::optional<std::string> override_target;
    std::optional<std::string> udp_addresses;
    std::vector<std::string> others;
};

struct known_flag {
    std::string_view name;
    std::optional<std::string> netexec_flags::*value;
};

constexpr std::array known_flags{
    known_flag{"--http-port", &netexec_flags::http_port},
    known_flag{"--udp-port", &netexec_flags::udp_port},
    known_flag{"--sctp-port", &netexec_flags::sctp_port},
    known_flag{"--tls-cert-file", &netexec_flags::certificate},
    known_flag{"--tls-private-key-file", &netexec_flags::key},
    known_flag{"--delay-shutdown", &netexec_flags::delay},
    known_flag{"--http-override", &netexec_flags::override_target},
    known_flag{"--udp-listen-addresses", &netexec_flags::udp_addresses},
};

// flag = name "=" value / name SP value
netexec_flags read_flags(std::span<const std::string> arguments) {
    netexec_flags out;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string_view argument = arguments[i];
        const auto equals = argument.find('=');
        const auto name = argument.substr(0, equals);
        const auto known = std::find_if(known_flags.begin(), known_flags.end(),
                                        [name](const known_flag& flag) { return flag.name == name; });
        const bool has_value = equals != argument.npos || i + 1 < arguments.size();
        if (known == known_flags.end() || !has_value)
            out.others.emplace_back(argument);
        else if (equals != argument.npos)
            out.*known->value = argument.substr(equals + 1);
        else
            out.*known->value = arguments[++i];
    }
    return out;
}

bool is_given(const std::vector<std::string>& others, std::string_view name) {
    return std::any_of(others.begin(), others.end(), [name](const std::string& other) {
        return other == name || (other.starts_with(name) && other[name.size()] == '=');
    });
}

/// Our options under construction. What the user said in our own words stands.
class translation {
  public:
    explicit translation(std::vector<std::string> others)
        : others_(std::move(others)) {}

    void add(std::string_view name, std::string_view value) {
        if (!is_given(others_, name))
            out_.push_back(std::string(name) + '=' + std::string(value));
    }

    void add_if_given(std::string_view name, const std::optional<std::string>& value) {
        if (value)
            add(name, *value);
    }

    std::vector<std::string> finish() {
        out_.insert(out_.end(), others_.begin(), others_.end());
        return std::move(out_);
    }

  private:
    std::vector<std::string> others_;
    std::vector<std::string> out_;
};

/// With a certificate, netexec speaks TLS and nothing else on its one port.
void add_ports(const netexec_flags& flags, translation& out) {
    if (flags.certificate) {
        out.add("--https-port", flags.http_port.value_or("8080"));
        out.add("--http-port", "0"); // a port of the kernel's choice, out of everybody's way
        out.add_if_given("--tls-cert", flags.certificate);
        out.add_if_given("--tls-key", flags.key);
    } else {
        out.add_if_given("--http-port", flags.http_port);
        out.add("--https-port", "off");
    }
    if (flags.udp_port)
        out.add("--udp-port", *flags.udp_port == "-1" ? "off" : *flags.udp_port);
    if (flags.sctp_port && *flags.sctp_port != "-1")
        out.add("--sctp-port", *flags.sctp_port);
    out.add("--admin-port", "off");
}

} // namespace

std::vector<std::string> translate_netexec(std::span<const std::string> arguments) {
    if (arguments.empty() || arguments.front() != "netexec")
        return {arguments.begin(), arguments.end()};
    auto flags = read_flags(arguments.subspan(1));
    translation out(std::move(flags.others));
    out.add("--compat", "agnhost");
    add_ports(flags, out);
    if (flags.delay)
        out.add("--drain-delay", *flags.delay + "s"); // netexec counts in seconds
    if (flags.override_target && !flags.override_target->empty())
        out.add("--agnhost-http-override", *flags.override_target);
    return out.finish();
}

} // namespace srcip::echoserver
