#include "echoserver/link_list.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace srcip::echoserver {
namespace {

struct guests;
struct sleepers;

/// In two lists at once, as a connection is.
struct guest final : list_link<guests>, list_link<sleepers> {
    explicit guest(int number)
        : number(number) {}
    int number;
};

std::vector<int> numbers_in(link_list<guests>& list) {
    std::vector<int> out;
    list.for_each([&](list_link<guests>& link) { out.push_back(static_cast<guest&>(link).number); });
    return out;
}

TEST(LinkList, KeepsTheOrderOfItsGuests) {
    link_list<guests> list;
    EXPECT_TRUE(list.empty());
    EXPECT_EQ(list.front(), nullptr);
    guest one(1), two(2), three(3);
    for (guest* each : {&one, &two, &three})
        list.add(*each);
    EXPECT_EQ(numbers_in(list), (std::vector{1, 2, 3}));
    list.add(one); // again: to the end, once
    EXPECT_EQ(numbers_in(list), (std::vector{2, 3, 1}));
}

TEST(LinkList, LosesThoseThatAreDeleted) {
    link_list<guests> list;
    link_list<sleepers> asleep;
    for (int i = 0; i < 4; ++i) {
        auto* made = new guest(i);
        list.add(*made);
        if (i % 2 == 0)
            asleep.add(*made);
    }
    while (auto* link = asleep.front())
        delete static_cast<guest*>(link);
    EXPECT_EQ(numbers_in(list), (std::vector{1, 3}));
    while (auto* link = list.front())
        delete static_cast<guest*>(link);
    EXPECT_TRUE(list.empty());
}

TEST(LinkList, MovesItsGuestsToAnotherList) {
    link_list<guests> from;
    link_list<guests> to;
    guest one(1), two(2);
    from.add(one);
    from.add(two);
    while (auto* link = from.front())
        to.add(*link);
    EXPECT_TRUE(from.empty());
    EXPECT_EQ(numbers_in(to), (std::vector{1, 2}));
    static_cast<list_link<guests>&>(one).unlink();
    EXPECT_FALSE(static_cast<list_link<guests>&>(one).is_linked());
    EXPECT_EQ(numbers_in(to), std::vector{2});
}

TEST(LinkList, MayGoBeforeItsGuests) {
    guest one(1), two(2);
    {
        link_list<guests> gone;
        gone.add(one);
        gone.add(two);
    }
    link_list<guests> next;
    next.add(two);
    EXPECT_EQ(numbers_in(next), std::vector{2});
}

} // namespace
} // namespace srcip::echoserver
