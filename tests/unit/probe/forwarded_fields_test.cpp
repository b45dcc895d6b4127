#include "probe/forwarded_fields.hpp"

#include <gtest/gtest.h>

namespace srcip::probe {
namespace {

struct sample {
    std::string name;
    std::string value;
    std::string own;
    bool carries;
};

TEST(forwarded_fields, finds_our_address_in_the_forms_proxies_write) {
    const sample samples[] = {
        {"X-Forwarded-For", "192.0.2.1", "192.0.2.1", true},
        {"x-forwarded-for", "203.0.113.9, 192.0.2.1 ,10.0.0.1", "192.0.2.1", true},
        {"x-forwarded-for", "192.0.2.1:5000", "192.0.2.1", true},
        {"x-forwarded-for", "[2001:db8::1]", "2001:db8::1", true},
        {"x-forwarded-for", "[2001:DB8:0::1]:80", "2001:db8::1", true},
        {"x-forwarded-for", "192.0.2.11", "192.0.2.1", false},
        {"x-forwarded-for", "", "192.0.2.1", false},
        {"x-forwarded-for", ",,,", "192.0.2.1", false},
        {"x-forwarded-for", "unknown, [", "192.0.2.1", false},
        {"X-Real-IP", " 192.0.2.1", "192.0.2.1", true},
        {"Forwarded", "for=192.0.2.1", "192.0.2.1", true},
        {"forwarded", "proto=http;For=\"192.0.2.1:4711\";by=10.0.0.1", "192.0.2.1", true},
        {"forwarded", "for=203.0.113.9, for=\"[2001:db8::1]\"", "2001:db8::1", true},
        {"forwarded", "by=192.0.2.1", "192.0.2.1", false},
        {"forwarded", "for=\"", "192.0.2.1", false},
    };
    for (const sample& s : samples) {
        const auto found = find_forwarded_fields({{s.name, s.value}}, ip_address::parse(s.own).value());
        EXPECT_EQ(!found.carries.empty(), s.carries) << s.name << ": " << s.value;
        EXPECT_FALSE(found.first.empty());
    }
}

TEST(forwarded_fields, ignores_every_other_field) {
    const auto own = ip_address::parse("192.0.2.1").value();
    const auto found = find_forwarded_fields({{"host", "192.0.2.1"}, {"via", "192.0.2.1"}}, own);
    EXPECT_EQ(found.first, "");
    EXPECT_EQ(found.carries, "");
}

TEST(forwarded_fields, tells_the_field_that_is_there_from_the_one_that_carries_us) {
    const auto own = ip_address::parse("192.0.2.1").value();
    const auto found = find_forwarded_fields({{"x-real-ip", "192.0.2.1"}, {"x-forwarded-for", "10.0.0.1"}}, own);
    EXPECT_EQ(found.first, "x-forwarded-for");
    EXPECT_EQ(found.carries, "x-real-ip");
}

TEST(forwarded_fields, are_all_that_is_kept_of_an_answer) {
    std::vector<std::pair<std::string, std::string>> headers{
        {"host", "a"}, {"X-Forwarded-For", "192.0.2.1"}, {"via", "b"}, {"FORWARDED", "for=c"}, {"x-real-ip", "d"}};
    keep_forwarded_fields(headers);
    const std::vector<std::pair<std::string, std::string>> kept{
        {"X-Forwarded-For", "192.0.2.1"}, {"FORWARDED", "for=c"}, {"x-real-ip", "d"}};
    EXPECT_EQ(headers, kept);
}

} // namespace
} // namespace srcip::probe
