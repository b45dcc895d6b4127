#include "echoserver/udp_command.hpp"

#include <srcip/ascii.hpp>

#include <algorithm>
#include <iterator>

namespace srcip::echoserver {
namespace {

constexpr std::string_view white_space = " \t\n\v\f\r";
constexpr std::string_view echo_word = "echo ";

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(white_space);
    if (begin == text.npos)
        return {};
    return text.substr(begin, text.find_last_not_of(white_space) - begin + 1);
}

udp_question parse_command(std::string_view payload) {
    const auto text = trimmed(payload);
    if (ascii_iequals(text, "hostname"))
        return {udp_command::hostname};
    if (ascii_iequals(text, "clientip"))
        return {udp_command::client_ip};
    if (ascii_iequals(text, "json"))
        return {udp_command::json};
    if (ascii_iequals(text.substr(0, echo_word.size()), echo_word))
        return {udp_command::echo, text.substr(echo_word.size())};
    return {};
}

bool is_single_host(const ip_address& address) {
    const ip_address broadcast(ip_address::v4_bytes{255, 255, 255, 255});
    return !address.is_unspecified() && !address.is_multicast() && address != broadcast;
}

void append_lower(std::string_view text, std::string& out) {
    std::transform(text.begin(), text.end(), std::back_inserter(out), ascii_lower);
}

} // namespace

bool may_be_answered(const datagram_facts& facts) {
    return facts.peer.port != 0 && is_single_host(facts.peer.address) && !facts.to_group;
}

udp_question parse_udp_question(std::string_view payload, proxy_mode proxy) {
    if (proxy == proxy_mode::off)
        return parse_command(payload);
    auto decoded = decode_proxy_header({reinterpret_cast<const std::uint8_t*>(payload.data()), payload.size()});
    if (decoded.state == proxy_decoding_state::absent)
        return parse_command(payload);
    if (decoded.state != proxy_decoding_state::done)
        return {};
    auto question = parse_command(payload.substr(decoded.consumed));
    question.proxy = std::move(decoded.header);
    return question;
}

void append_udp_answer(const udp_question& question, const datagram_facts& facts, std::string_view hostname,
                       std::string& out) {
    switch (question.command) {
    case udp_command::hostname:
        // A host named like a command would talk with another such for ever, once somebody made them begin.
        if (parse_command(hostname).command == udp_command::none)
            out += hostname;
        break;
    case udp_command::client_ip:
        out += facts.peer.to_string();
        break;
    case udp_command::echo:
        append_lower(question.argument, out);
        break;
    case udp_command::json:
    case udp_command::none:
        break;
    }
}

} // namespace srcip::echoserver
