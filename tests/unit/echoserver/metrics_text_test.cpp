#include "echoserver/metrics_text.hpp"

#include "tests/support/exposition_check.hpp"
#include "tests/support/test_data.hpp"

#include <gmock/gmock.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace srcip::echoserver {
namespace {

using test::exposed_value;
using test::exposition_problems;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr process_facts all_facts{1764035565.32, 12.5, 5'000'000, 42, 1'048'576};

/// Several threads' counters, and the page they make.
class page {
  public:
    explicit page(std::size_t threads) {
        for (std::size_t i = 0; i < threads; ++i)
            counters_.push_back(std::make_unique<traffic_counters>());
    }
    traffic_counters& thread(std::size_t index) { return *counters_[index]; }
    std::string text(const server_facts& server = {"0.1.0"}, const process_facts& process = all_facts) const {
        std::vector<const traffic_counters*> threads;
        for (const auto& counters : counters_)
            threads.push_back(counters.get());
        return metrics_text(threads, server, process);
    }

  private:
    std::vector<std::unique_ptr<traffic_counters>> counters_;
};

TEST(MetricsText, IsACorrectPageFromTheStart) {
    EXPECT_THAT(exposition_problems(page(0).text()), IsEmpty());
    EXPECT_THAT(exposition_problems(page(2).text()), IsEmpty());
}

TEST(MetricsText, IsACorrectPageWhateverWasCounted) {
    page page(2);
    page.thread(0).requests[200].add(UINT64_MAX);
    page.thread(1).requests[418].add();
    page.thread(1).requests[0].add();
    page.thread(0).closed[0].add(5);
    EXPECT_THAT(exposition_problems(page.text()), IsEmpty());
}

/// Every sample whose labels come from a closed set, and those without labels: all there is but process facts.
constexpr std::string_view samples_from_the_start[] = {
    "echoserver_requests_total{code=\"200\"}",
    "echoserver_requests_total{code=\"400\"}",
    "echoserver_requests_total{code=\"404\"}",
    "echoserver_requests_total{code=\"405\"}",
    "echoserver_requests_total{code=\"408\"}",
    "echoserver_requests_total{code=\"413\"}",
    "echoserver_requests_total{code=\"414\"}",
    "echoserver_requests_total{code=\"417\"}",
    "echoserver_requests_total{code=\"431\"}",
    "echoserver_requests_total{code=\"501\"}",
    "echoserver_requests_total{code=\"503\"}",
    "echoserver_requests_total{code=\"505\"}",
    "echoserver_connections_accepted_total{listener=\"http\"}",
    "echoserver_connections_accepted_total{listener=\"https\"}",
    "echoserver_connections_accepted_total{listener=\"admin\"}",
    "echoserver_connections_open{listener=\"http\"}",
    "echoserver_connections_open{listener=\"https\"}",
    "echoserver_connections_open{listener=\"admin\"}",
    "echoserver_connections_shed_total",
    "echoserver_accept_errors_total",
    "echoserver_tls_handshake_failures_total",
    "echoserver_received_bytes_total",
    "echoserver_sent_bytes_total",
    "echoserver_proxy_headers_total{outcome=\"absent\"}",
    "echoserver_proxy_headers_total{outcome=\"v1\"}",
    "echoserver_proxy_headers_total{outcome=\"v2\"}",
    "echoserver_proxy_headers_total{outcome=\"local\"}",
    "echoserver_proxy_headers_total{outcome=\"rejected\"}",
    "echoserver_proxy_headers_total{outcome=\"missing\"}",
    "echoserver_proxy_headers_total{outcome=\"timed_out\"}",
    "echoserver_client_address_total{from=\"peer\"}",
    "echoserver_client_address_total{from=\"proxy_protocol\"}",
    "echoserver_client_address_total{from=\"forwarded\"}",
    "echoserver_client_address_total{from=\"x_forwarded_for\"}",
    "echoserver_client_address_total{from=\"x_real_ip\"}",
    "echoserver_forwarding_contradictions_total",
    "echoserver_udp_datagrams_total{outcome=\"answered\"}",
    "echoserver_udp_datagrams_total{outcome=\"ignored\"}",
    "echoserver_access_log_lines_dropped_total",
    "echoserver_access_log_lines_suppressed_total",
    "echoserver_draining",
};

TEST(MetricsText, HasEverySampleOfAClosedSetFromTheStartAtZero) {
    const auto text = page(1).text();
    for (const auto sample : samples_from_the_start)
        EXPECT_EQ(exposed_value(text, sample), "0") << sample;
}

struct counted {
    std::string_view sample;
    void (*count)(traffic_counters&, std::uint64_t);
};

const counted everything_counted[] = {
    {"echoserver_requests_total{code=\"200\"}", [](auto& c, auto n) { c.requests[200].add(n); }},
    {"echoserver_requests_total{code=\"302\"}", [](auto& c, auto n) { c.requests[302].add(n); }},
    {"echoserver_requests_total{code=\"599\"}", [](auto& c, auto n) { c.requests[599].add(n); }},
    {"echoserver_connections_accepted_total{listener=\"https\"}",
     [](auto& c, auto n) { c.at(c.accepted, listener_kind::https).add(n); }},
    {"echoserver_connections_open{listener=\"admin\"}",
     [](auto& c, auto n) { c.at(c.accepted, listener_kind::admin).add(n); }},
    {"echoserver_connections_shed_total", [](auto& c, auto n) { c.shed.add(n); }},
    {"echoserver_accept_errors_total", [](auto& c, auto n) { c.accept_errors.add(n); }},
    {"echoserver_tls_handshake_failures_total", [](auto& c, auto n) { c.failed_handshakes.add(n); }},
    {"echoserver_received_bytes_total", [](auto& c, auto n) { c.bytes_received.add(n); }},
    {"echoserver_sent_bytes_total", [](auto& c, auto n) { c.bytes_sent.add(n); }},
    {"echoserver_proxy_headers_total{outcome=\"absent\"}",
     [](auto& c, auto n) { c.at(c.proxy, proxy_outcome::absent).add(n); }},
    {"echoserver_proxy_headers_total{outcome=\"timed_out\"}",
     [](auto& c, auto n) { c.at(c.proxy, proxy_outcome::timed_out).add(n); }},
    {"echoserver_client_address_total{from=\"x_real_ip\"}",
     [](auto& c, auto n) { c.at(c.client_address_from, client_address_source::x_real_ip).add(n); }},
    {"echoserver_forwarding_contradictions_total", [](auto& c, auto n) { c.contradictions.add(n); }},
    {"echoserver_udp_datagrams_total{outcome=\"answered\"}", [](auto& c, auto n) { c.udp_answered.add(n); }},
    {"echoserver_udp_datagrams_total{outcome=\"ignored\"}", [](auto& c, auto n) { c.udp_ignored.add(n); }},
};

TEST(MetricsText, AddsUpWhatTheThreadsCounted) {
    for (const auto& [sample, count] : everything_counted) {
        page page(3);
        count(page.thread(0), 1'000'000'000'000);
        count(page.thread(2), 7);
        EXPECT_EQ(exposed_value(page.text(), sample), "1000000000007") << sample;
    }
}

TEST(MetricsText, CountsOpenConnectionsAndNeverLessThanNone) {
    page page(2);
    page.thread(0).accepted[0].add(5);
    page.thread(0).closed[0].add(3);
    EXPECT_EQ(exposed_value(page.text(), "echoserver_connections_open{listener=\"http\"}"), "2");
    page.thread(1).closed[0].add(4); // read before the same thread's `accepted` became visible
    EXPECT_EQ(exposed_value(page.text(), "echoserver_connections_open{listener=\"http\"}"), "2");
}

TEST(MetricsText, ShowsWhatTheServerKnowsOfItself) {
    const auto text = page(1).text({"1.2.3-4-g\"\\\n", true, 11, 12});
    EXPECT_THAT(exposition_problems(text), IsEmpty());
    EXPECT_EQ(exposed_value(text, "echoserver_draining"), "1");
    EXPECT_EQ(exposed_value(text, "echoserver_access_log_lines_dropped_total"), "11");
    EXPECT_EQ(exposed_value(text, "echoserver_access_log_lines_suppressed_total"), "12");
    EXPECT_EQ(exposed_value(text, "echoserver_build_info{version=\"1.2.3-4-g\\\"\\\\\\n\"}"), "1");
}

TEST(MetricsText, ShowsWhatTheKernelSaysOfTheProcessAndNothingItDoesNot) {
    const auto text = page(1).text();
    EXPECT_EQ(exposed_value(text, "process_start_time_seconds"), "1764035565.32");
    EXPECT_EQ(exposed_value(text, "process_cpu_seconds_total"), "12.5");
    EXPECT_EQ(exposed_value(text, "process_resident_memory_bytes"), "5000000");
    EXPECT_EQ(exposed_value(text, "process_open_fds"), "42");
    EXPECT_EQ(exposed_value(text, "process_max_fds"), "1048576");

    const auto without = page(1).text({"0.1.0"}, process_facts{});
    EXPECT_THAT(exposition_problems(without), IsEmpty());
    EXPECT_THAT(without, Not(HasSubstr("process_")));
}

TEST(MetricsText, IsDocumentedFamilyByFamily) {
    std::ifstream file(srcip::test::checkout_file("docs/echoserver.md"));
    const std::string document(std::istreambuf_iterator<char>(file), {});
    std::istringstream lines(page(1).text());
    unsigned families = 0;
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("# TYPE "))
            continue;
        ++families;
        EXPECT_THAT(document, HasSubstr('`' + line.substr(7, line.rfind(' ') - 7) + '`'));
    }
    EXPECT_EQ(families, 21U);
}

} // namespace
} // namespace srcip::echoserver
