#pragma once

#include "echoserver/limits.hpp"
#include "echoserver/request_rules.hpp"

#include <srcip/echo_report.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace srcip::echoserver {

/// What the request line and the fields say about a message, gathered while they are read.
struct request_message {
    std::string_view method;
    std::string_view target;
    unsigned version = 11;
    std::array<header_field, max_fields> fields;
    std::size_t field_count = 0;
    unsigned hosts = 0;
    unsigned lengths = 0;
    unsigned encodings = 0;
    bool host_is_valid = true;
    std::string_view host; ///< without its port; data() is null when there is none that is valid
    bool chunked = false;  ///< the last Transfer-Encoding is exactly "chunked"
    bool expects_continue = false;
    bool expects_other = false;
    connection_wish wish = connection_wish::none;
    std::uint64_t length = 0;
    bool length_is_valid = true;

    /// As new, except that `fields` keeps what it held: field_count says how many count.
    void clear();

    // One field each, by its value.
    void read_host(std::string_view value);
    void read_length(std::string_view value);
    void read_encoding(std::string_view value);
    void read_connection_wish(std::string_view value);
    void read_expect(std::string_view value);

    /// Most requests of a connection, and of a load balancer, name the same host: that one is not parsed again.
    struct known_host {
        std::string value{};        ///< of the field; outlives clear()
        std::size_t host_bytes = 0; ///< the host is what the value starts with
    };
    known_host last_host{};

    /// The status that refuses a complete header, or 0. In nginx's order.
    unsigned verdict(const request_limits& limits) const;
};

} // namespace srcip::echoserver
