#include "probe/walk_order.hpp"

#include "recorded_cluster.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace srcip::probe {
namespace {

using testing::ElementsAre;

std::vector<path> paths_to(std::initializer_list<const char*> addresses) {
    std::vector<path> paths;
    for (const char* address : addresses)
        paths.emplace_back().target = {addr(address), 80};
    return paths;
}

/// All that can be had without giving anything back.
std::vector<std::size_t> take_all(walk_order& order) {
    std::vector<std::size_t> taken;
    while (const auto path = order.take())
        taken.push_back(*path);
    return taken;
}

TEST(walk_order, goes_round_the_addresses) {
    walk_order order(paths_to({"10.0.0.1", "10.0.0.1", "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.3"}), 1, 9);
    EXPECT_THAT(take_all(order), ElementsAre(0, 3, 4, 1, 5, 2));
}

TEST(walk_order, holds_every_address_to_its_share) {
    walk_order order(paths_to({"10.0.0.1", "10.0.0.1", "10.0.0.1", "10.0.0.2", "10.0.0.2"}), 1, 1);
    EXPECT_THAT(take_all(order), ElementsAre(0, 3));
    order.release(3);
    EXPECT_THAT(take_all(order), ElementsAre(4));
    order.release(0);
    order.release(4);
    EXPECT_THAT(take_all(order), ElementsAre(1));
    order.release(1);
    EXPECT_THAT(take_all(order), ElementsAre(2));
    order.release(2);
    EXPECT_THAT(take_all(order), ElementsAre());
}

TEST(walk_order, hands_every_path_out_as_often_as_it_shall) {
    walk_order order(paths_to({"10.0.0.1", "10.0.0.2"}), 3, 2);
    std::vector<unsigned> count(2);
    for (std::vector<std::size_t> taken; !(taken = take_all(order)).empty();)
        for (const std::size_t path : taken) {
            ++count[path];
            order.release(path);
        }
    EXPECT_THAT(count, ElementsAre(3, 3));
}

TEST(walk_order, of_nothing_is_empty_and_zero_means_one) {
    walk_order none({}, 1, 1);
    EXPECT_FALSE(none.take());
    walk_order one(paths_to({"10.0.0.1"}), 0, 0);
    EXPECT_EQ(one.take(), 0U);
    EXPECT_FALSE(one.take());
}

} // namespace
} // namespace srcip::probe
