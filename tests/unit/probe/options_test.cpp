#include "probe/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace srcip::probe {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

std::variant<options, early_exit> parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "sipprobe");
    return parse_options(static_cast<int>(arguments.size()), arguments.data());
}

TEST(sipprobe_options, default_to_the_documented_values) {
    const auto out = std::get<options>(parse({}));
    EXPECT_EQ(out.mode, mode::sweep);
    EXPECT_TRUE(out.paths.nodes.empty());
    EXPECT_FALSE(out.paths.all_namespaces);
    EXPECT_THAT(out.paths.address_types, ElementsAre("InternalIP", "ExternalIP"));
    EXPECT_EQ(out.paths.kinds.size(), 4U);
    EXPECT_TRUE(out.paths.health);
    EXPECT_THAT(out.paths.protocols, ElementsAre(protocol::tcp, protocol::udp));
    EXPECT_EQ(out.manner.concurrency, 64U);
    EXPECT_EQ(out.manner.attempts, 1U);
    EXPECT_FALSE(out.manner.rate);
    EXPECT_EQ(out.manner.connect_timeout, 1s);
    EXPECT_EQ(out.manner.timeout, 3s);
    EXPECT_EQ(out.manner.path, "/clientip");
    EXPECT_EQ(out.manner.promise, promise_policy::policy);
    EXPECT_TRUE(out.manner.fail_on.broken);
    EXPECT_TRUE(out.manner.fail_on.inconclusive);
    ASSERT_EQ(out.output.targets.size(), 1U);
    EXPECT_EQ(out.output.targets.front().format, output_format::table);
    EXPECT_EQ(out.output.color, color_choice::automatic);
}

TEST(sipprobe_options, reach_the_struct) {
    const auto out = std::get<options>(parse({"--nodes", "10.0.0.1,fd00::1", "--service", "web/api", "--service", "db",
                                              "-l", "app=web", "-o", "json", "--timeout", "250ms", "--color=never"}));
    EXPECT_THAT(out.paths.nodes,
                ElementsAre(ip_address::parse("10.0.0.1").value(), ip_address::parse("fd00::1").value()));
    EXPECT_EQ(std::get<options>(parse({"--nodes", "10.0.0.1", "--port=30080"})).paths.port, 30080);
    EXPECT_THAT(out.paths.services, ElementsAre("web/api", "db"));
    EXPECT_EQ(out.paths.selector, "app=web");
    EXPECT_EQ(out.output.targets.front().format, output_format::json);
    EXPECT_EQ(out.manner.timeout, 250ms);
    EXPECT_EQ(out.output.color, color_choice::never);
}

TEST(sipprobe_options, name_the_cluster_as_kubectl_does) {
    const auto out = std::get<options>(parse({"--as",
                                              "jane",
                                              "--as-group",
                                              "dev",
                                              "--as-group=ops",
                                              "--as-uid",
                                              "7",
                                              "--token",
                                              "t",
                                              "--user",
                                              "u",
                                              "--cluster",
                                              "c",
                                              "--request-timeout",
                                              "5s",
                                              "--insecure-skip-tls-verify",
                                              "--tls-server-name",
                                              "api",
                                              "--client-certificate",
                                              "c.pem",
                                              "--client-key",
                                              "k.pem",
                                              "-s",
                                              "https://a"}));
    EXPECT_EQ(out.cluster.as, "jane");
    EXPECT_THAT(out.cluster.as_groups, ElementsAre("dev", "ops"));
    EXPECT_EQ(out.cluster.as_uid, "7");
    EXPECT_EQ(out.cluster.request_timeout, 5s);
    EXPECT_TRUE(out.cluster.insecure_skip_tls_verify);
    EXPECT_FALSE(std::get<options>(parse({"--request-timeout=0"})).cluster.request_timeout);
}

TEST(sipprobe_options, choose_paths_by_lists_in_any_case_and_order) {
    const auto out = std::get<options>(
        parse({"--kinds", "health,nodeport,NodePort", "--address-types=externalip", "--protocols", "UDP"}));
    EXPECT_THAT(out.paths.kinds, ElementsAre(path_kind::node_port));
    EXPECT_TRUE(out.paths.health);
    EXPECT_THAT(out.paths.address_types, ElementsAre("ExternalIP"));
    EXPECT_THAT(out.paths.protocols, ElementsAre(protocol::udp));
}

TEST(sipprobe_options, say_how_to_walk_and_to_judge) {
    const auto out = std::get<options>(
        parse({"--rate", "12.5/s", "--attempts", "5", "--per-node=2", "--tls=always", "--source", "192.0.2.7",
               "--promise", "any", "--fail-on", "none", "--path", "/clientip", "--host-header", "echo.example:80"}));
    EXPECT_EQ(out.manner.rate, 12.5);
    EXPECT_EQ(out.manner.attempts, 5U);
    EXPECT_EQ(out.manner.per_node, 2U);
    EXPECT_EQ(out.manner.tls, tls_choice::always);
    EXPECT_EQ(out.manner.source, cidr::parse("192.0.2.7/32").value());
    EXPECT_EQ(out.manner.promise, promise_policy::any);
    EXPECT_FALSE(out.manner.fail_on.broken);
    EXPECT_TRUE(std::get<options>(parse({"watch", "--fail-on=changed"})).manner.fail_on.changed);
    EXPECT_TRUE(std::get<options>(parse({"--source=auto"})).manner.source_auto);
}

TEST(sipprobe_options, send_each_report_to_its_own_place) {
    struct row {
        std::vector<const char*> arguments;
        std::vector<std::string> places; ///< "format=file"
    };
    const row table[] = {
        {{}, {"table="}},
        {{"-o", "json"}, {"json="}},
        {{"-o", "json=-"}, {"json="}},
        {{"-o", "junit=a.xml", "-o", "html=b=c.html"}, {"table=", "junit=a.xml", "html=b=c.html"}},
        {{"-o", "junit=a.xml", "-o", "wide"}, {"junit=a.xml", "wide="}},
        {{"--quiet"}, {}},
        {{"-q", "-o", "csv=a"}, {"csv=a"}},
    };
    for (const auto& r : table) {
        std::vector<std::string> places;
        const auto out = std::get<options>(parse(r.arguments));
        for (const auto& target : out.output.targets)
            places.push_back(std::string(to_string(target.format)) + '=' + target.file);
        EXPECT_EQ(places, r.places);
    }
}

TEST(sipprobe_options, go_with_the_subcommand_on_either_side_of_it) {
    EXPECT_EQ(std::get<options>(parse({"sweep", "-n", "web"})).paths.name_space, "web");
    EXPECT_EQ(std::get<options>(parse({"-n", "web", "sweep"})).paths.name_space, "web");
    const auto out = std::get<options>(parse({"-n", "web", "targets", "-o", "json"}));
    EXPECT_EQ(out.mode, mode::targets);
    EXPECT_EQ(out.paths.name_space, "web");
    EXPECT_EQ(out.output.targets.front().format, output_format::json);
}

TEST(sipprobe_options, refuse_what_makes_no_sense_in_one_line_and_with_status_2) {
    struct row {
        std::vector<const char*> arguments;
        const char* says;
    };
    const row table[] = {
        {{"--frobnicate"}, "--frobnicate"},
        {{"extra"}, "extra"},
        {{"--nodes", "n1"}, "'n1' is neither auto nor an IP address"},
        {{"--nodes", "10.0.0.1,"}, "neither auto nor an IP address"},
        {{"--port", "80"}, "--port goes with --nodes"},
        {{"--nodes=10.0.0.1", "--port", "0"}, "--port"},
        {{"--nodes=10.0.0.1", "--port", "65536"}, "--port"},
        {{"--nodes=10.0.0.1", "--port", "http"}, "--port"},
        {{"--nodes=10.0.0.1", "--port", "1", "--service", "a"}, "--service does not go with --port"},
        {{"--nodes=10.0.0.1", "--port", "1", "-l", "a=b"}, "--selector does not go with --port"},
        {{"--nodes=10.0.0.1", "--port", "1", "-A"}, "--all-namespaces does not go with --port"},
        {{"--nodes=10.0.0.1", "--port", "1", "-n", "a"}, "--namespace does not go with --port"},
        {{"--nodes=10.0.0.1", "--port", "1", "--protocols=udp"}, "--protocols udp leaves nothing"},
        {{"--fail-on", "changed"}, "go with --baseline"},
        {{"sweep", "--fail-on", "broken,worse"}, "go with --baseline"},
        {{"-n", "a", "-A"}, "--all-namespaces"},
        {{"-A", "--service", "api"}, "needs its namespace"},
        {{"--service", "a/b/c"}, "neither NAME nor NAMESPACE/NAME"},
        {{"--service", "/b"}, "neither NAME nor NAMESPACE/NAME"},
        {{"--timeout", "0"}, "--timeout"},
        {{"--connect-timeout", "1h"}, "--connect-timeout"},
        {{"--concurrency", "0"}, "--concurrency"},
        {{"-o", "yaml"}, "yaml"},
        {{"-o", "json="}, "names no file"},
        {{"-o", "json", "-o", "csv"}, "only one of them"},
        {{"-o", "json=a", "-o", "csv=a"}, "two of them go to 'a'"},
        {{"--kinds", "Ingress"}, "'Ingress' is none of NodePort"},
        {{"--kinds", ""}, "--kinds"},
        {{"--address-types", "Hostname"}, "'Hostname' is none of InternalIP"},
        {{"--protocols", "tcp,sctp"}, "'sctp' is none of tcp, udp"},
        {{"--as-group", "g"}, "go with --as"},
        {{"--certificate-authority=a", "--insecure-skip-tls-verify"}, "exclude each other"},
        {{"--request-timeout", "soon"}, "--request-timeout"},
        {{"--rate", "0"}, "--rate"},
        {{"--rate", "5/m"}, "--rate"},
        {{"--attempts", "0"}, "--attempts"},
        {{"--path", "clientip"}, "--path"},
        {{"--path", "/a b"}, "--path"},
        {{"--host-header", "a\r\nb"}, "--host-header"},
        {{"--source", "home"}, "--source"},
        {{"--promise", "all"}, "--promise"},
        {{"--fail-on", "sometimes"}, "'sometimes' is none of broken"},
        {{"sweep", "targets"}, "targets"},
        {{"diff", "a"}, "REPORTS"},
        {{"merge"}, "FILES"},
        {{"-n", "web", "diff", "a", "b"}, "--namespace does not go with diff"},
        {{"--save=a", "targets"}, "--save does not go with targets"},
        {{"-n", "a", "sweep", "-A"}, "--all-namespaces excludes --namespace"},
        {{"watch", "--interval", "25h"}, "--interval"},
        {{"watch", "--listen", "localhost:1"}, "--listen"},
        {{"watch", "--listen", "::1:9117"}, "--listen"},
        {{"watch", "--listen", "65536"}, "--listen"},
        {{"--interval", "1s"}, "--interval"},
        {{"completion", "tcsh"}, "tcsh"},
        {{"--nodes", "\x1b[31m\nx"}, "\\x1b[31m"},
    };
    for (const auto& r : table) {
        const auto exit = std::get<early_exit>(parse(r.arguments));
        EXPECT_EQ(exit.status, exit_usage) << r.says;
        EXPECT_THAT(exit.text, HasSubstr(r.says));
        EXPECT_EQ(exit.text.find('\n'), exit.text.size() - 1) << exit.text;
        EXPECT_EQ(exit.text.rfind("sipprobe: ", 0), 0U) << exit.text;
    }
}

TEST(sipprobe_options, help_and_version_are_no_errors) {
    EXPECT_EQ(std::get<early_exit>(parse({"--help"})).status, 0);
    EXPECT_THAT(std::get<early_exit>(parse({"--help"})).text, HasSubstr("Exit status:"));
    EXPECT_EQ(std::get<early_exit>(parse({"--version"})).status, 0);
    EXPECT_THAT(std::get<early_exit>(parse({"--version"})).text, testing::StartsWith("sipprobe "));
}

TEST(sipprobe_options, name_what_the_other_commands_are_about) {
    const auto diff = std::get<options>(parse({"diff", "old", "new", "-o", "json"}));
    EXPECT_EQ(diff.mode, mode::diff);
    EXPECT_THAT(diff.files, ElementsAre("old", "new"));
    EXPECT_THAT(std::get<options>(parse({"merge", "a", "b", "c"})).files, ElementsAre("a", "b", "c"));
    EXPECT_EQ(std::get<options>(parse({"explain", "vip-cluster"})).topic, "vip-cluster");
    const auto watch = std::get<options>(
        parse({"watch", "--interval", "1h", "--count", "3", "--listen", "[::1]:9117", "--textfile", "f"}));
    EXPECT_EQ(watch.mode, mode::watch);
    EXPECT_EQ(watch.watch.interval, 1h);
    EXPECT_EQ(watch.watch.count, 3U);
    EXPECT_EQ(watch.watch.listen->to_string(), "[::1]:9117");
    for (const char* loopback : {"9117", ":9117", "127.0.0.1:9117"})
        EXPECT_EQ(std::get<options>(parse({"watch", "--listen", loopback})).watch.listen->to_string(),
                  "127.0.0.1:9117");
}

TEST(sipprobe_options, count_what_is_worse_than_a_baseline_unless_told_otherwise) {
    EXPECT_TRUE(std::get<options>(parse({"--baseline", "f"})).manner.fail_on.worse);
    EXPECT_FALSE(std::get<options>(parse({"--baseline", "f", "--fail-on", "broken"})).manner.fail_on.worse);
    EXPECT_FALSE(std::get<options>(parse({})).manner.fail_on.worse);
}

TEST(sipprobe_options, know_when_they_are_kubectl_s) {
    for (const char* name : {"kubectl-sipprobe", "/usr/local/bin/kubectl-sipprobe"}) {
        const char* arguments[] = {name, "--help"};
        const auto text = std::get<early_exit>(parse_options(2, arguments)).text;
        EXPECT_THAT(text, HasSubstr("kubectl sipprobe -n web"));
        EXPECT_THAT(text, HasSubstr("Usage: kubectl sipprobe [OPTIONS]"));
    }
}

TEST(duration, has_a_unit_or_means_seconds) {
    const std::pair<const char*, std::chrono::milliseconds> table[] = {
        {"1s", 1s}, {"500ms", 500ms}, {"1.5", 1500ms}, {"2", 2s}, {"0.001", 1ms}, {"10m", 600s}, {"1.5m", 90s}};
    for (const auto& [text, time] : table)
        EXPECT_EQ(parse_duration(text), time) << text;
    for (const auto* text : {"", "s", "0", "0ms", "-1s", "11m", "1h", "1 s", "1s ", "1e3", "nan", "inf", "0x1", "1,5"})
        EXPECT_FALSE(parse_duration(text)) << text;
}

} // namespace
} // namespace srcip::probe
