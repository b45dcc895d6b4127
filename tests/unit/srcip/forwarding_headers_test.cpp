#include <srcip/header_chain.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace srcip {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(forwarding_headers, are_absent_when_no_field_is_there) {
    const header_field fields[] = {{"Host", "192.0.2.1"}, {"X-Forwarded", "for=1.1.1.1"}, {"Via", "1.1 a"}};
    const auto read = read_forwarding(fields);
    EXPECT_FALSE(read.forwarded);
    EXPECT_FALSE(read.x_real_ip);
    EXPECT_THAT(read.x_forwarded_for.hops, IsEmpty());
    EXPECT_THAT(read.x_forwarded_for_lines, IsEmpty());
}

TEST(forwarding_headers, join_repeated_lines_in_order_whatever_their_case_and_neighbours) {
    const header_field fields[] = {
        {"x-forwarded-FOR", "192.0.2.1"}, {"FORWARDED", "for=192.0.2.3"}, {"Host", "a"},
        {"X-Real-IP", "192.0.2.5"},       {"forwarded", "for=_x"},        {"X-Forwarded-For", "10.0.0.1, 10.0.0.2"}};
    const auto read = read_forwarding(fields);
    EXPECT_THAT(read.x_forwarded_for_lines, ElementsAre("192.0.2.1", "10.0.0.1, 10.0.0.2"));
    EXPECT_THAT(read.forwarded_lines, ElementsAre("for=192.0.2.3", "for=_x"));
    EXPECT_THAT(read.x_real_ip_lines, ElementsAre("192.0.2.5"));
    ASSERT_EQ(read.x_forwarded_for.hops.size(), 3U);
    EXPECT_EQ(read.x_forwarded_for.hops[2].to_string(), "10.0.0.2");
    ASSERT_TRUE(read.forwarded && *read.forwarded);
    EXPECT_EQ((*read.forwarded)->back().for_node->name, "_x");
    EXPECT_EQ(read.x_real_ip->to_string(), "192.0.2.5");
}

TEST(forwarding_headers, keep_the_lines_of_what_cannot_be_read) {
    const header_field fields[] = {{"Forwarded", "for=192.0.2.1"},
                                   {"Forwarded", "for=bad name"},
                                   {"X-Forwarded-For", " , "},
                                   {"X-Real-IP", "192.0.2.1"},
                                   {"X-Real-IP", "192.0.2.2"}};
    const auto read = read_forwarding(fields);
    EXPECT_EQ(read.forwarded->error(), errc::bad_forwarded);
    EXPECT_THAT(read.forwarded_lines, ElementsAre("for=192.0.2.1", "for=bad name"));
    EXPECT_THAT(read.x_forwarded_for.hops, IsEmpty());
    EXPECT_THAT(read.x_forwarded_for_lines, ElementsAre(" , "));
    EXPECT_FALSE(read.x_real_ip->address);
    EXPECT_THAT(read.x_real_ip_lines, ElementsAre("192.0.2.1", "192.0.2.2"));
}

} // namespace
} // namespace srcip
