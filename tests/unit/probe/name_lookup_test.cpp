#include "probe/name_lookup.hpp"

#include "probe/wait_for.hpp"
#include "recorded_cluster.hpp"

#include <srcip/asio_address.hpp>

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <csignal>
#include <future>
#include <stdexcept>

namespace srcip::probe {
namespace {

using namespace std::chrono_literals;

cluster_facts with_names(std::initializer_list<const char*> names) {
    cluster_facts facts = recorded_cluster();
    service_facts& service = service_named(facts, "loadbalancer");
    for (const char* name : names)
        service.ingress.push_back({std::nullopt, name, false});
    return facts;
}

std::vector<load_balancer_ingress> ingress_of(cluster_facts facts) {
    return service_named(facts, "loadbalancer").ingress;
}

cluster_facts looked_up(cluster_facts facts, std::chrono::milliseconds budget, lookup_function ask) {
    boost::asio::io_context context(1);
    return wait_for(context, look_up_load_balancers(std::move(facts), budget, std::move(ask)));
}

lookup_result found(std::initializer_list<const char*> addresses) {
    lookup_result out;
    out.status = addresses.size() == 0 ? lookup_status::unknown : lookup_status::found;
    for (const char* text : addresses)
        out.addresses.push_back(to_asio(addr(text)));
    return out;
}

TEST(name_lookup, finds_every_address_once_and_in_order) {
    cluster_facts facts = with_names({"lb.example", "gone.example", "empty.example"});
    std::atomic<int> asked = 0;
    facts = looked_up(std::move(facts), 60s, [&](const std::string& name) {
        ++asked;
        if (name == "lb.example")
            return found({"198.18.0.2", "198.18.0.1", "198.18.0.2"});
        lookup_result none;
        none.reason = name == "gone.example" ? "no such \x1b[31mname" : "";
        return none;
    });
    const auto ingress = ingress_of(facts);
    EXPECT_EQ(asked, 3); // the one with an address needs none
    EXPECT_TRUE(ingress[0].resolved.empty());
    EXPECT_EQ(ingress[1].resolved, (std::vector{addr("198.18.0.1"), addr("198.18.0.2")}));
    EXPECT_EQ(ingress[1].lookup_error, "");
    EXPECT_EQ(ingress[2].lookup_error, "no such \\x1b[31mname");
    EXPECT_EQ(ingress[3].lookup_error, "it has no address");
}

TEST(name_lookup, takes_a_bounded_number_of_addresses) {
    cluster_facts facts = with_names({"many.example"});
    facts = looked_up(std::move(facts), 60s, [](const std::string&) {
        lookup_result answer = found({"198.18.0.0"});
        for (std::uint8_t i = 1; i != 200; ++i)
            answer.addresses.push_back(to_asio(ip_address(ip_address::v4_bytes{198, 18, 0, i})));
        return answer;
    });
    EXPECT_EQ(ingress_of(facts)[1].resolved.size(), 16U);
}

TEST(name_lookup, does_not_wait_for_a_resolver_for_ever) {
    cluster_facts facts = with_names({"slow.example", "slower.example"});
    // Shared, for the thread that is left behind outlives this test.
    const auto release = std::make_shared<std::promise<void>>();
    const std::shared_future<void> released = release->get_future().share();
    facts = looked_up(std::move(facts), 20ms, [released](const std::string&) {
        released.wait();
        return lookup_result();
    });
    EXPECT_EQ(ingress_of(facts)[1].lookup_error, "the resolver did not answer in time");
    EXPECT_EQ(ingress_of(facts)[2].lookup_error, "the resolver did not answer in time");
    release->set_value();
}

TEST(name_lookup, leaves_signals_to_the_thread_that_waits_for_them) {
    std::atomic<bool> blocked = false;
    looked_up(with_names({"lb.example"}), 60s, [&](const std::string&) {
        sigset_t mask{};
        ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
        blocked = sigismember(&mask, SIGINT) == 1 && sigismember(&mask, SIGTERM) == 1;
        return lookup_result();
    });
    EXPECT_TRUE(blocked);
    sigset_t mask{};
    ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    EXPECT_EQ(sigismember(&mask, SIGINT), 0);
}

TEST(name_lookup, asks_nobody_when_there_are_no_names) {
    const auto nobody = [](const std::string&) -> lookup_result { throw std::logic_error("asked"); };
    EXPECT_TRUE(ingress_of(looked_up(recorded_cluster(), 60s, nobody))[0].resolved.empty());
}

} // namespace
} // namespace srcip::probe
