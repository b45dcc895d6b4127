#include "echoserver/option_readers.hpp"

#include "echoserver/units.hpp"

#include <srcip/ascii.hpp>
#include <srcip/printable.hpp>

#include <algorithm>

namespace srcip::echoserver {

using namespace std::chrono_literals;

std::optional<std::uint64_t> number_reader::read(std::string_view text) const { return parse_count(text, least, most); }
std::string number_reader::write(std::uint64_t value) const { return std::to_string(value); }
std::string number_reader::expected() const {
    return "must be a number from " + std::to_string(least) + " to " + std::to_string(most);
}

std::optional<std::uint64_t> size_reader::read(std::string_view text) const {
    const auto value = parse_bytes(text);
    return value && *value >= least && *value <= most ? value : std::nullopt;
}
std::string size_reader::write(std::uint64_t value) const { return format_bytes(value); }
std::string size_reader::expected() const {
    return "must be a size from " + format_bytes(least) + " to " + format_bytes(most) + ", such as 8192 or 16KiB";
}

std::optional<std::chrono::milliseconds> duration_reader::read(std::string_view text) const {
    const auto value = parse_duration(text);
    return value && *value >= least ? value : std::nullopt;
}
std::string duration_reader::write(std::chrono::milliseconds value) const { return format_duration(value); }
std::string duration_reader::expected() const {
    return least > 0ms ? "must be a duration above zero, such as 500ms, 10s or 2m"
                       : "must be a duration such as 0s, 10s or 2m";
}

std::optional<std::uint16_t> port_reader::read(std::string_view text) const {
    const auto port = parse_port(text);
    return port ? std::optional(*port) : std::nullopt;
}
std::string port_reader::write(std::uint16_t value) const { return std::to_string(value); }
std::string port_reader::expected() const { return "must be a port from 0 to 65535"; }

std::optional<port_choice> port_choice_reader::read(std::string_view text) const {
    if (text == "off")
        return std::make_optional<port_choice>();
    const auto port = parse_port(text);
    return port ? std::make_optional<port_choice>(*port) : std::nullopt;
}
std::string port_choice_reader::write(const port_choice& value) const { return value ? std::to_string(*value) : "off"; }
std::string port_choice_reader::expected() const { return "must be a port from 0 to 65535, or off"; }

std::optional<std::optional<ip_address>> address_reader::read(std::string_view text) const {
    using address = std::optional<ip_address>;
    if (text == "any")
        return std::make_optional<address>();
    const bool bracketed = text.size() > 2 && text.front() == '[' && text.back() == ']';
    const auto parsed = ip_address::parse(bracketed ? text.substr(1, text.size() - 2) : text);
    if (!parsed || (bracketed && parsed->is_v4()))
        return {};
    return std::make_optional<address>(*parsed);
}
std::string address_reader::write(const std::optional<ip_address>& value) const {
    return value ? value->to_string() : "any";
}
std::string address_reader::expected() const { return "must be an IPv4 or IPv6 address, or any"; }

std::optional<cidr> network_reader::read(std::string_view text) const {
    const auto network = cidr::parse(text);
    const auto address = ip_address::parse(text.substr(0, text.find('/')));
    return network && address && *address == network->network() ? std::optional(*network) : std::nullopt;
}
std::string network_reader::write(const cidr& value) const { return value.to_string(); }
std::string network_reader::expected() const {
    return "must be addresses and networks without host bits, such as 192.0.2.7 and 10.0.0.0/8, or none";
}

namespace {
constexpr unsigned most_threads = 1024;
}

std::optional<unsigned> threads_reader::read(std::string_view text) const {
    if (text == "auto")
        return 0U;
    const auto value = parse_count(text, 1, most_threads);
    return value ? std::optional(static_cast<unsigned>(*value)) : std::nullopt;
}
std::string threads_reader::write(unsigned value) const { return value == 0 ? "auto" : std::to_string(value); }
std::string threads_reader::expected() const {
    return "must be a number from 1 to " + std::to_string(most_threads) + ", or auto";
}

std::optional<std::string> file_reader::read(std::string_view text) const {
    constexpr std::size_t longest = 4095; // PATH_MAX, without the zero at its end
    const bool plain = text.find_first_of("\"\\") == text.npos && printable(text, longest) == text;
    return plain ? std::optional(std::string(text)) : std::nullopt;
}
std::string file_reader::write(const std::string& value) const { return value; }
std::string file_reader::expected() const {
    return "must be a file name of printable characters, without double quotes and backslashes";
}

std::optional<std::string> target_reader::read(std::string_view text) const {
    const auto is_plain = [](char c) { return c > ' ' && c < 0x7f && c != '"'; };
    if (!text.empty() && (text.front() != '/' || !std::all_of(text.begin(), text.end(), is_plain)))
        return {};
    return std::string(text);
}
std::string target_reader::write(const std::string& value) const { return value; }
std::string target_reader::expected() const { return "must be a path such as /hostname, in printable ASCII"; }

std::optional<bool> switch_reader::read(std::string_view text) const {
    for (const auto yes : {"true", "on", "yes", "1"})
        if (ascii_iequals(text, yes))
            return true;
    for (const auto no : {"false", "off", "no", "0"})
        if (ascii_iequals(text, no))
            return false;
    return {};
}
std::string switch_reader::write(bool value) const { return value ? "true" : "false"; }
std::string switch_reader::expected() const { return "must be true or false"; }

std::string one_of(std::span<const std::string_view> words) {
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0)
            out += i + 1 == words.size() ? " or " : ", ";
        out += words[i];
    }
    return out;
}

} // namespace srcip::echoserver
