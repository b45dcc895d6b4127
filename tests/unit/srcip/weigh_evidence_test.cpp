#include <srcip/client_address.hpp>

#include <gtest/gtest.h>

#include <array>
#include <ostream>
#include <vector>

namespace srcip {

/// How GoogleTest prints one.
std::ostream& operator<<(std::ostream& out, const evidence_weight& w) {
    const auto field = [&](const char* name, const field_weight& f) {
        out << ' ' << name << (f.believed ? " believed " : " a claim ") << f.vouched;
    };
    out << (w.proxy_protocol ? "proxy believed" : "proxy a claim");
    field("forwarded", w.forwarded);
    field("x-forwarded-for", w.x_forwarded_for);
    field("x-real-ip", w.x_real_ip);
    return out;
}

namespace {

/// Field values, empty for a field that is not there.
struct fields {
    std::string_view forwarded{};
    std::string_view x_forwarded_for{};
    std::string_view x_real_ip{};
};

forwarding_headers parse(const fields& from) {
    std::vector<header_field> headers;
    for (const auto& [name, value] : {std::pair("Forwarded", from.forwarded),
                                      {"X-Forwarded-For", from.x_forwarded_for},
                                      {"X-Real-IP", from.x_real_ip}})
        if (!value.empty())
            headers.push_back({name, value});
    return read_forwarding(headers);
}

proxy_header relaying(const char* source) {
    return {.command = proxy_command::proxied,
            .transport = proxy_transport::tcp4,
            .source = {ip_address::parse(source).value(), 4711}};
}

const address_trust trusting_10{.proxies = {cidr::parse("10.0.0.0/8").value()}};
const ip_address inside = ip_address::parse("10.0.0.1").value();

/// Of a trusted peer's fields.
evidence_weight weigh(const fields& from, const address_trust& trust = trusting_10,
                      const proxy_header* proxy = nullptr) {
    return weigh_evidence(inside, proxy, parse(from), trust);
}

constexpr field_weight believed(std::size_t vouched) { return {true, vouched}; }

const fields all{"for=192.0.2.1", "192.0.2.1", "192.0.2.1"};

TEST(evidence, of_a_stranger_is_a_claim) {
    const auto proxy = relaying("192.0.2.9");
    const auto outside = ip_address::parse("198.51.100.1").value();
    EXPECT_EQ(weigh_evidence(outside, &proxy, parse(all), trusting_10), evidence_weight{});
    EXPECT_EQ(weigh(all, address_trust{}, &proxy), evidence_weight{});
}

TEST(evidence, of_a_proxy_header_counts_when_it_relays_tcp) {
    const auto stranger = relaying("192.0.2.9");
    EXPECT_EQ(weigh(all, trusting_10, &stranger), (evidence_weight{.proxy_protocol = true}));
    const auto friendly = relaying("10.0.0.2");
    EXPECT_EQ(weigh({"", "192.0.2.1", ""}, trusting_10, &friendly),
              (evidence_weight{.proxy_protocol = true, .x_forwarded_for = believed(1)}));
    auto local = relaying("192.0.2.9");
    local.command = proxy_command::local;
    EXPECT_EQ(weigh({"", "192.0.2.1", ""}, trusting_10, &local), (evidence_weight{.x_forwarded_for = believed(1)}));
}

TEST(evidence, of_fields_counts_up_to_the_first_hop_that_is_not_trusted) {
    struct row {
        fields from;
        evidence_weight expected;
    };
    const row table[] = {
        {{}, {}},
        {{"", "1.1.1.1, 192.0.2.1, 10.0.0.2", ""}, {.x_forwarded_for = believed(2)}},
        {{"", "10.0.0.3, 10.0.0.2", ""}, {.x_forwarded_for = believed(2)}},
        {{"", "1.1.1.1, unknown, 10.0.0.2", ""}, {.x_forwarded_for = believed(2)}},
        {{"", "unknown", ""}, {.x_forwarded_for = believed(1)}},
        {{"", ", ,", ""}, {}},
        {{"for=1.1.1.1, for=192.0.2.1, for=10.0.0.2", "", ""}, {.forwarded = believed(2)}},
        {{"for=1.1.1.1, by=_x", "", ""}, {.forwarded = believed(1)}},
        {{"for=bad name", "", ""}, {}},
        {{"", "", "192.0.2.1"}, {.x_real_ip = believed(1)}},
        {{"", "192.0.2.1", "192.0.2.1"}, {.x_forwarded_for = believed(1)}},
        // Both agree; then they do not, and nobody knows which of them the proxy wrote.
        {{"for=192.0.2.1", "1.1.1.1, 192.0.2.1", "192.0.2.1"},
         {.forwarded = believed(1), .x_forwarded_for = believed(1)}},
        {{"for=192.0.2.1", "192.0.2.2", ""}, {}},
        {{"for=bad name", "192.0.2.2", ""}, {}},
        {{"for=bad name", "unknown", ""}, {}},
    };
    for (const auto& r : table)
        EXPECT_EQ(weigh(r.from), r.expected) << r.from.forwarded << " / " << r.from.x_forwarded_for;
}

TEST(evidence, of_a_field_that_is_not_heeded_is_a_claim) {
    auto trust = trusting_10;
    trust.forwarded = false;
    EXPECT_EQ(weigh(all, trust), (evidence_weight{.x_forwarded_for = believed(1)}));
    trust.x_forwarded_for = false;
    EXPECT_EQ(weigh(all, trust), (evidence_weight{.x_real_ip = believed(1)}));
    trust.x_real_ip = false;
    EXPECT_EQ(weigh(all, trust), evidence_weight{});
}

/// Whichever evidence find_client_address() says it rests on is believed here.
TEST(evidence, that_moves_the_address_is_believed) {
    const std::array proxies{relaying("192.0.2.9"), relaying("10.0.0.2")};
    const std::array<const proxy_header*, 3> headers{nullptr, &proxies[0], &proxies[1]};
    for (const auto* proxy : headers)
        for (const auto* forwarded : {"", "for=192.0.2.1", "for=1.1.1.1, for=10.0.0.9", "for=_x", "for=bad name"})
            for (const auto* x_forwarded_for : {"", "192.0.2.1", "1.1.1.1, 10.0.0.9", "unknown"})
                for (const auto* x_real_ip : {"", "192.0.2.1", "unknown"}) {
                    const auto read = parse({forwarded, x_forwarded_for, x_real_ip});
                    const auto found = find_client_address(inside, proxy, read, trusting_10);
                    const auto weight = weigh_evidence(inside, proxy, read, trusting_10);
                    const std::array counts{true, weight.proxy_protocol, weight.forwarded.believed,
                                            weight.x_forwarded_for.believed, weight.x_real_ip.believed};
                    EXPECT_TRUE(counts[static_cast<std::size_t>(found.from)]) << to_string(found.from);
                    EXPECT_FALSE(found.contradiction && (weight.forwarded.believed || weight.x_forwarded_for.believed));
                }
}

} // namespace
} // namespace srcip
