#include <srcip/client_address.hpp>

#include <gtest/gtest.h>

#include <ostream>

namespace srcip {

/// How GoogleTest prints one.
std::ostream& operator<<(std::ostream& out, const client_address_finding& f) {
    return out << f.address.to_string() << " from " << to_string(f.from) << (f.contradiction ? ", contradiction" : "");
}

namespace {

using enum client_address_source;

address_trust trusting_10() { return {.proxies = {cidr::parse("10.0.0.0/8").value()}}; }

proxy_header proxied_from(const char* source) {
    proxy_header header;
    header.command = proxy_command::proxied;
    header.transport = proxy_transport::tcp4;
    header.source = {ip_address::parse(source).value(), 4711};
    return header;
}

/// Field values, empty for a field that is not there.
struct fields {
    std::string_view forwarded{};
    std::string_view x_forwarded_for{};
    std::string_view x_real_ip{};
};

forwarding_headers parse(const fields& from) {
    forwarding_headers out;
    if (!from.forwarded.empty())
        out.forwarded = parse_forwarded(std::span(&from.forwarded, 1));
    out.x_forwarded_for = parse_x_forwarded_for(std::span(&from.x_forwarded_for, 1));
    if (!from.x_real_ip.empty())
        out.x_real_ip = parse_x_real_ip(std::span(&from.x_real_ip, 1));
    return out;
}

client_address_finding find(const char* peer, const fields& from, const address_trust& trust,
                            const proxy_header* proxy = nullptr) {
    return find_client_address(ip_address::parse(peer).value(), proxy, parse(from), trust);
}

client_address_finding finding(const char* address, client_address_source from, bool contradiction = false) {
    return {ip_address::parse(address).value(), from, contradiction};
}

TEST(client_address, is_the_peer_unless_the_peer_is_trusted) {
    const auto proxy = proxied_from("192.0.2.9");
    const fields claims{"for=192.0.2.1", "192.0.2.1", "192.0.2.1"};
    EXPECT_EQ(find("198.51.100.1", claims, trusting_10(), &proxy), finding("198.51.100.1", peer));
    EXPECT_EQ(find("10.0.0.1", claims, address_trust{}, &proxy), finding("10.0.0.1", peer));
    EXPECT_EQ(find("10.0.0.1", {}, trusting_10()), finding("10.0.0.1", peer));
}

TEST(client_address, is_the_proxy_headers_source_when_a_trusted_peer_says_so) {
    const auto outside = proxied_from("192.0.2.9");
    EXPECT_EQ(find("10.0.0.1", {}, trusting_10(), &outside), finding("192.0.2.9", proxy_protocol));
    // Nobody trusted wrote these fields: the PROXY header's source did.
    EXPECT_EQ(find("10.0.0.1", {"for=1.1.1.1", "1.1.1.1", "1.1.1.1"}, trusting_10(), &outside),
              finding("192.0.2.9", proxy_protocol));
    const auto inside = proxied_from("10.0.0.2");
    EXPECT_EQ(find("10.0.0.1", {"", "192.0.2.1", ""}, trusting_10(), &inside), finding("192.0.2.1", x_forwarded_for));
    EXPECT_EQ(find("10.0.0.1", {"", "unknown", ""}, trusting_10(), &inside), finding("10.0.0.2", proxy_protocol));
}

TEST(client_address, passes_over_proxy_headers_that_relay_no_tcp_connection) {
    auto local = proxied_from("192.0.2.9");
    local.command = proxy_command::local;
    auto datagram = proxied_from("192.0.2.9");
    datagram.transport = proxy_transport::udp4;
    for (const auto& proxy : {local, datagram}) {
        EXPECT_EQ(find("10.0.0.1", {}, trusting_10(), &proxy), finding("10.0.0.1", peer));
        EXPECT_EQ(find("10.0.0.1", {"", "192.0.2.1", ""}, trusting_10(), &proxy),
                  finding("192.0.2.1", x_forwarded_for));
    }
}

TEST(client_address, walks_the_fields_of_a_trusted_peer_from_the_right) {
    struct row {
        fields from;
        client_address_finding expected;
    };
    const row table[] = {
        {{"for=192.0.2.1", "", ""}, finding("192.0.2.1", forwarded)},
        {{"for=1.1.1.1, for=192.0.2.1, for=10.0.0.2", "", ""}, finding("192.0.2.1", forwarded)},
        {{"for=\"[2001:db8::1]:80\";proto=http", "", ""}, finding("2001:db8::1", forwarded)},
        {{"for=10.0.0.3, for=10.0.0.2", "", ""}, finding("10.0.0.3", forwarded)},
        {{"for=192.0.2.1, for=_x, for=10.0.0.2", "", ""}, finding("10.0.0.2", forwarded)},
        {{"for=192.0.2.1, by=_x", "", ""}, finding("10.0.0.1", peer)},
        {{"for=192.0.2.1, ;", "", ""}, finding("10.0.0.1", peer)},
        {{"for=unknown", "", ""}, finding("10.0.0.1", peer)},
        {{"for=bad name", "", ""}, finding("10.0.0.1", peer)},
        {{"", "", "192.0.2.1"}, finding("192.0.2.1", x_real_ip)},
        {{"", "", "192.0.2.1:80"}, finding("192.0.2.1", x_real_ip)},
        {{"", "", "unknown"}, finding("10.0.0.1", peer)},
        // X-Real-IP is beneath both.
        {{"", "192.0.2.1", "192.0.2.2"}, finding("192.0.2.1", x_forwarded_for)},
        {{"for=192.0.2.1", "", "192.0.2.2"}, finding("192.0.2.1", forwarded)},
        {{"", "unknown", "192.0.2.2"}, finding("10.0.0.1", peer)},
    };
    for (const auto& r : table)
        EXPECT_EQ(find("10.0.0.1", r.from, trusting_10()), r.expected) << r.from.forwarded << r.from.x_forwarded_for;
}

TEST(client_address, believes_neither_field_when_they_contradict_each_other) {
    const auto agreeing = find("10.0.0.1", {"for=192.0.2.1, for=10.0.0.2", "1.1.1.1,192.0.2.1"}, trusting_10());
    EXPECT_EQ(agreeing, finding("192.0.2.1", forwarded));
    // A proxy that writes only one of them passes on the other as the client forged it.
    for (const fields from :
         {fields{"for=1.1.1.1", "192.0.2.1"}, fields{"for=192.0.2.1", "1.1.1.1"}, fields{"for=unknown", "192.0.2.1"},
          fields{"for=bad name", "192.0.2.1"}, fields{"for=bad name", "192.0.2.1", "192.0.2.1"}})
        EXPECT_EQ(find("10.0.0.1", from, trusting_10()), finding("10.0.0.1", peer, true)) << from.forwarded;
    const auto inside = proxied_from("10.0.0.2");
    EXPECT_EQ(find("10.0.0.1", {"for=1.1.1.1", "192.0.2.1"}, trusting_10(), &inside),
              finding("10.0.0.2", proxy_protocol, true));
}

TEST(client_address, heeds_only_the_fields_that_proxies_write) {
    const fields all{"for=192.0.2.1", "192.0.2.2", "192.0.2.3"};
    auto trust = trusting_10();
    trust.forwarded = false;
    EXPECT_EQ(find("10.0.0.1", all, trust), finding("192.0.2.2", x_forwarded_for));
    trust.x_forwarded_for = false;
    EXPECT_EQ(find("10.0.0.1", all, trust), finding("192.0.2.3", x_real_ip));
    trust.x_real_ip = false;
    EXPECT_EQ(find("10.0.0.1", all, trust), finding("10.0.0.1", peer));
    trust.forwarded = true;
    EXPECT_EQ(find("10.0.0.1", all, trust), finding("192.0.2.1", forwarded));
}

TEST(client_address, never_trusts_by_family_confusion) {
    const fields mapped{"", "::ffff:192.0.2.1, ::ffff:10.0.0.7"};
    EXPECT_EQ(find("::ffff:10.0.0.1", mapped, trusting_10()), finding("192.0.2.1", x_forwarded_for));
    EXPECT_EQ(find("::10.0.0.1", mapped, trusting_10()), finding("::10.0.0.1", peer));
}

} // namespace
} // namespace srcip
