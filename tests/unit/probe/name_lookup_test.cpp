#include "probe/name_lookup.hpp"

#include "recorded_cluster.hpp"

#include <csignal>
#include <future>
#include <gtest/gtest.h>

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

std::vector<load_balancer_ingress>& ingress_of(cluster_facts& facts) {
    return service_named(facts, "loadbalancer").ingress;
}

TEST(name_lookup, finds_every_address_once_and_in_order) {
    cluster_facts facts = with_names({"lb.example", "gone.example", "empty.example"});
    int asked = 0;
    look_up_load_balancers(facts, 60s, [&](const std::string& name) -> name_answer {
        ++asked;
        if (name == "lb.example")
            return {{addr("198.18.0.2"), addr("198.18.0.1"), addr("198.18.0.2")}, ""};
        return {{}, name == "gone.example" ? "no such \x1b[31mname" : ""};
    });
    const auto& ingress = ingress_of(facts);
    EXPECT_EQ(asked, 3); // the one with an address needs none
    EXPECT_TRUE(ingress[0].resolved.empty());
    EXPECT_EQ(ingress[1].resolved, (std::vector{addr("198.18.0.1"), addr("198.18.0.2")}));
    EXPECT_EQ(ingress[1].lookup_error, "");
    EXPECT_EQ(ingress[2].lookup_error, "no such \\x1b[31mname");
    EXPECT_EQ(ingress[3].lookup_error, "it has no address");
}

TEST(name_lookup, takes_a_bounded_number_of_addresses) {
    cluster_facts facts = with_names({"many.example"});
    look_up_load_balancers(facts, 60s, [](const std::string&) {
        name_answer answer;
        for (std::uint8_t i = 0; i != 200; ++i)
            answer.addresses.emplace_back(ip_address::v4_bytes{198, 18, 0, i});
        return answer;
    });
    EXPECT_EQ(ingress_of(facts)[1].resolved.size(), 16U);
}

TEST(name_lookup, does_not_wait_for_a_resolver_for_ever) {
    cluster_facts facts = with_names({"slow.example"});
    // Shared, for the thread that is left behind outlives this test.
    const auto release = std::make_shared<std::promise<void>>();
    const std::shared_future<void> released = release->get_future().share();
    look_up_load_balancers(facts, 20ms, [released](const std::string&) -> name_answer {
        released.wait();
        return {};
    });
    EXPECT_NE(ingress_of(facts)[1].lookup_error, "");
    release->set_value();
}

TEST(name_lookup, leaves_signals_to_the_thread_that_waits_for_them) {
    cluster_facts facts = with_names({"lb.example"});
    bool blocked = false;
    look_up_load_balancers(facts, 60s, [&](const std::string&) -> name_answer {
        sigset_t mask{};
        ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
        blocked = sigismember(&mask, SIGINT) == 1 && sigismember(&mask, SIGTERM) == 1;
        return {};
    });
    EXPECT_TRUE(blocked);
    sigset_t mask{};
    ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    EXPECT_EQ(sigismember(&mask, SIGINT), 0);
}

TEST(name_lookup, asks_nobody_when_there_are_no_names) {
    cluster_facts facts = recorded_cluster();
    look_up_load_balancers(facts, 60s, [](const std::string&) -> name_answer { throw std::logic_error("asked"); });
    EXPECT_TRUE(ingress_of(facts)[0].resolved.empty());
}

TEST(name_lookup, reads_addresses_as_getaddrinfo_gives_them) {
    EXPECT_EQ(look_up_name("192.0.2.7").addresses, std::vector{addr("192.0.2.7")});
    EXPECT_EQ(look_up_name("2001:db8::7").addresses, std::vector{addr("2001:db8::7")});
    const name_answer bad = look_up_name("-.-.-");
    EXPECT_TRUE(bad.addresses.empty());
    EXPECT_NE(bad.error, "");
}

} // namespace
} // namespace srcip::probe
