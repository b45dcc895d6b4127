#include "echoserver/request_message.hpp"

#include <srcip/ascii.hpp>
#include <srcip/authority.hpp>

namespace srcip::echoserver {

void request_message::clear() {
    method = target = host = {};
    version = 11;
    field_count = 0;
    hosts = lengths = encodings = 0;
    host_is_valid = length_is_valid = true;
    chunked = expects_continue = expects_other = false;
    wish = connection_wish::none;
    length = 0;
}

void request_message::read_host(std::string_view value) {
    ++hosts;
    if (value != last_host.value || value.empty()) {
        const auto found = http_host(value);
        host_is_valid = found.has_value();
        if (!found)
            return;
        last_host.value = value;
        last_host.host_bytes = found->size();
    }
    host = value.substr(0, last_host.host_bytes);
}

void request_message::read_length(std::string_view value) {
    ++lengths;
    constexpr std::uint64_t most = INT64_MAX;
    length = 0;
    length_is_valid = is_decimal(value);
    for (std::size_t i = 0; length_is_valid && i < value.size(); ++i) {
        const auto digit = static_cast<std::uint64_t>(value[i] - '0');
        length_is_valid = length <= (most - digit) / 10;
        length = length * 10 + digit;
    }
}

void request_message::read_encoding(std::string_view value) {
    ++encodings;
    chunked = ascii_iequals(value, "chunked");
}

void request_message::read_connection_wish(std::string_view value) {
    if (const auto asked = read_connection(value); asked != connection_wish::none)
        wish = asked;
}

void request_message::read_expect(std::string_view value) {
    const bool known = ascii_iequals(value, "100-continue");
    expects_continue = expects_continue || known;
    expects_other = expects_other || (!known && !value.empty());
}

unsigned request_message::verdict(const request_limits& limits) const {
    if ((version == 11 && hosts == 0) || hosts > 1 || !host_is_valid)
        return 400;
    if (lengths > 1 || !length_is_valid || encodings > 1)
        return 400;
    if (encodings == 1 && (version == 10 || lengths == 1))
        return 400;
    if (encodings == 1 && !chunked)
        return 501;
    if (method == "TRACE" || method == "CONNECT")
        return 405;
    if (version == 11 && expects_other)
        return 417;
    return length > limits.max_body_bytes ? 413 : 0;
}

} // namespace srcip::echoserver
