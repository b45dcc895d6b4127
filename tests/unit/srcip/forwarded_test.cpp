#include "vectors.hpp"

#include <srcip/header_chain.hpp>

#include <gtest/gtest.h>

namespace srcip {
namespace {

using namespace srcip::testing;
using namespace std::string_literals;

std::string render(const forwarded_hop& hop) {
    std::string out;
    const auto append = [&](std::string_view name, const std::string& value) {
        out.append(out.empty() ? "" : " ").append(name).append("=").append(value);
    };
    if (hop.for_node)
        append("for", hop.for_node->to_string());
    if (hop.by_node)
        append("by", hop.by_node->to_string());
    if (hop.host)
        append("host", *hop.host);
    if (hop.proto)
        append("proto", *hop.proto);
    return out;
}

/// As the second column has it.
std::string render(const result<std::vector<forwarded_hop>>& hops) {
    if (!hops)
        return "invalid";
    std::string out;
    for (const auto& hop : *hops)
        out += (out.empty() ? "" : " | ") + render(hop);
    return out;
}

result<std::vector<forwarded_hop>> parse(const std::vector<std::string>& lines) {
    return parse_forwarded(as_views(lines));
}

TEST(forwarded, comes_out_as_the_vectors_say) {
    for (const auto& row : vectors("forwarded.tsv", 2))
        EXPECT_EQ(render(parse(field_lines(row[0]))), row[1]) << row[0];
}

TEST(forwarded, survives_the_vectors_cut_anywhere_and_with_every_byte_changed) {
    for (const auto& row : vectors("forwarded.tsv", 2)) {
        for (std::size_t size = 0; size <= row[0].size(); ++size)
            parse({row[0].substr(0, size)});
        for (std::size_t at = 0; at < row[0].size(); ++at)
            for (int value = 0; value < 256; ++value) {
                auto changed = row[0];
                changed[at] = static_cast<char>(value);
                parse({changed});
            }
    }
}

TEST(forwarded, keeps_to_the_grammar) {
    const std::pair<std::string, std::string> table[] = {
        {"", "invalid"},
        {" , ,", "invalid"},
        {";", ""},
        {";;for=_a;;", "for=_a"},
        {"for=_a,", "for=_a"},
        {"\tfor=_a , for=_b ", "for=_a | for=_b"},
        {"for=_a; proto=http", "invalid"},
        {"for=_a ;proto=http", "invalid"},
        {"for=_a for=_b", "invalid"},
        {"for=_a,for", "invalid"},
        {"=a", "invalid"},
        {"for=_a;FOR=_b", "invalid"},
        {"for=_a;x=1;X=2", "invalid"},
        {"for=_a;x=\"\"", "for=_a"},
        {"for=\"\"", "invalid"},
        {"for=\"a\\", "invalid"},
        {"for=_a;x=\"\x01\"", "invalid"},
        {"for=_a;x=\"\\\x7f\"", "invalid"},
        {"for=_a;x=\"\\\"\\\\\t\xff,;\"", "for=_a"},
        {"for=\"_a,b\"", "invalid"},
        {"for=UnKnown", "for=UnKnown"},
        {"for=\"_a:0080\"", "for=_a:80"},
        {"for=\"_a:000080\"", "invalid"},
        {"for=\"_a:\"", "invalid"},
        {"for=\"_a:_\"", "invalid"},
        {"for=\"1.1.1.1:1:1\"", "invalid"},
        {"for=\"[1.1.1.1]\"", "invalid"},
        {"for=\"[::1\"", "invalid"},
        {"for=\"[::1]x\"", "invalid"},
        {"for=\"[::ffff:192.0.2.1]:80\"", "for=192.0.2.1:80"},
        {"for=1.1.1.256", "invalid"},
        {"for=host.example", "invalid"},
        {"by=_x;host=\"[::1]:8080\"", "by=_x host=[::1]:8080"},
        {"host=\"a.example:80\"", "host=a.example:80"},
        {"host=\"a.example:x\"", "invalid"},
        {"host=\"a b\"", "invalid"},
        {"host=\"[::1\"", "invalid"},
        {"host=\"[a]\"", "invalid"},
        {"host=\"a/b\"", "invalid"},
        {"proto=1http", "invalid"},
        {"proto=\"ht tp\"", "invalid"},
        {"proto=wss+x", "proto=wss+x"},
    };
    for (const auto& [line, expected] : table)
        EXPECT_EQ(render(parse({line})), expected) << line;
}

TEST(forwarded, is_all_or_nothing_over_all_its_lines) {
    EXPECT_EQ(render(parse({"for=_a", "", "for=_b"})), "for=_a | for=_b");
    EXPECT_EQ(parse({"for=_a", "for"}).error(), errc::bad_forwarded);
    EXPECT_EQ(parse({}).error(), errc::bad_forwarded);
}

TEST(forwarded, that_is_invalid_is_explained) {
    struct row {
        std::vector<std::string> lines;
        std::string why;
    };
    const std::string no_node = "a for= or by= that is no node (RFC 7239 section 6)";
    const row table[] = {
        {{"for=192.0.2.1"}, ""},
        {{}, "no element"},
        {{" , "}, "no element"},
        {{"for = 1.1.1.1"}, "no \"=\" behind a parameter's name, at byte 4 of field line 1"},
        {{"for=_a", "by=_b, for"}, "no \"=\" behind a parameter's name, at byte 11 of field line 2"},
        {{"for="}, "no value: neither a token nor a quoted string, at byte 5 of field line 1"},
        {{"for=\"_a"}, "a quoted string without end, at byte 8 of field line 1"},
        {{"for=\"_\x01\""}, "a control character, at byte 7 of field line 1"},
        {{"for=_a; by=_b"}, "white space inside an element, at byte 8 of field line 1"},
        {{"for=_a?"}, "neither a parameter nor \";\" nor \",\", at byte 7 of field line 1"},
        {{"\""}, "neither a parameter nor \";\" nor \",\", at byte 1 of field line 1"},
        {{"proto=a;for=bad.name"}, no_node + ", at byte 9 of field line 1"},
        {{"by=bad.name"}, no_node + ", at byte 1 of field line 1"},
        {{"for=_a, host=\"a/b\""}, "a host= that is no host, at byte 9 of field line 1"},
        {{"proto=1"}, "a proto= that is no URI scheme, at byte 1 of field line 1"},
        {{"for=_a;FOR=_b"}, "a parameter twice, or too many of them, at byte 8 of field line 1"},
        {{"x=" + std::string(max_hop_text + 1, 'x')}, "too long a value, at byte 1 of field line 1"},
    };
    for (const auto& r : table) {
        const std::vector<std::string_view> lines(r.lines.begin(), r.lines.end());
        EXPECT_EQ(explain_forwarded(lines), r.why);
        EXPECT_EQ(parse_forwarded(lines).has_value(), r.why.empty()) << r.why;
    }
}

TEST(forwarded, is_bounded) {
    std::string line = "for=_a";
    for (std::size_t i = 1; i < max_hops; ++i)
        line += ",for=_a";
    EXPECT_EQ(parse({line})->size(), max_hops);
    EXPECT_EQ(parse({line, "for=_a"}).error(), errc::too_many_hops);
    EXPECT_TRUE(parse({"for=_" + std::string(max_hop_text - 1, 'a')}));
    EXPECT_FALSE(parse({"for=_" + std::string(max_hop_text, 'a')}));
    std::string pairs = "for=_a";
    for (int i = 0; i < 32; ++i)
        pairs += ";x" + std::to_string(i) + "=1";
    EXPECT_FALSE(parse({pairs}));
}

} // namespace
} // namespace srcip
