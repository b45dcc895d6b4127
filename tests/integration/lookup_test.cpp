#include "probe/lookup.hpp"

#include "tests/unit/probe/kube_fake_connection.hpp"

#include <gtest/gtest.h>

#include <future>
#include <memory>

namespace srcip::probe {
namespace {

using kube::run;
using std::chrono::milliseconds;

/// Answers when it is told to, and not before.
struct slow_resolver {
    std::promise<void> go;
    std::shared_future<void> gone = go.get_future().share();
    std::shared_ptr<std::promise<void>> finished = std::make_shared<std::promise<void>>();

    lookup_function function() const {
        return [gone = gone, finished = finished](const std::string&) {
            gone.wait();
            finished->set_value();
            lookup_result result;
            result.status = lookup_status::found;
            result.addresses.resize(1);
            return result;
        };
    }
};

TEST(lookup, needs_nobody_for_an_address) {
    boost::asio::io_context context(1);
    const auto nobody = [](const std::string&) -> lookup_result { throw std::logic_error("asked"); };
    for (const char* text : {"10.0.0.1", "fd00::1"}) {
        const auto found = run(context, look_up(context.get_executor(), text, milliseconds(1), nobody));
        ASSERT_EQ(found.status, lookup_status::found);
        EXPECT_EQ(found.addresses.front().to_string(), text);
    }
}

TEST(lookup, asks_the_system) {
    boost::asio::io_context context(1);
    const auto local = run(context, look_up(context.get_executor(), "localhost", milliseconds(60000)));
    ASSERT_EQ(local.status, lookup_status::found) << local.reason;
    EXPECT_TRUE(local.addresses.front().is_loopback());
    // A label of 64 letters is no name: no resolver asks anybody for it.
    const auto none = run(context, look_up(context.get_executor(), std::string(64, 'a'), milliseconds(60000)));
    EXPECT_EQ(none.status, lookup_status::unknown);
    EXPECT_FALSE(none.reason.empty());
}

TEST(lookup, does_not_wait_for_one_that_takes_too_long) {
    slow_resolver resolver;
    const std::shared_future<void> finished = resolver.finished->get_future().share();
    {
        boost::asio::io_context context(1);
        const auto result =
            run(context, look_up(context.get_executor(), "a.example", milliseconds(1), resolver.function()));
        EXPECT_EQ(result.status, lookup_status::timeout);
    } // nor does the end of the context
    resolver.go.set_value();
    finished.wait();
}

TEST(lookup, takes_an_answer_that_comes_in_time) {
    slow_resolver resolver;
    resolver.go.set_value();
    boost::asio::io_context context(1);
    const auto result =
        run(context, look_up(context.get_executor(), "a.example", milliseconds(60000), resolver.function()));
    EXPECT_EQ(result.status, lookup_status::found);
}

} // namespace
} // namespace srcip::probe
