#include "report_fixture.hpp"

#include "recorded_cluster.hpp"

#include <algorithm>
#include <utility>

namespace srcip::probe {

namespace {

constexpr std::string_view own_address = "198.51.100.79";

path way_in(std::string_view service, path_kind kind, std::string_view node, std::string_view target,
            probe::promise promised) {
    path p;
    const std::size_t slash = service.find('/');
    p.name_space = service.substr(0, std::min(slash, service.size()));
    p.service = slash == std::string_view::npos ? "" : service.substr(slash + 1);
    p.kind = kind;
    p.node = node;
    p.address_type = kind == path_kind::node_port && !node.empty() ? "InternalIP" : "";
    p.target = ip_endpoint::parse(target).value();
    p.promise = promised;
    p.id = make_path_id(p);
    return p;
}

/// A row that nothing answered on.
sweep_row silent(path p, contact how, seen_outcome seen, promise_outcome outcome, std::string note = {}) {
    sweep_row row{std::move(p), unanswered(how), {}};
    row.verdict.seen = seen;
    row.verdict.promise = outcome;
    row.verdict.note = std::move(note);
    return row;
}

/// A row that pod default/web-0 answered on, saying `client`.
sweep_row echoed(path p, seen_outcome seen, std::string_view client, promise_outcome outcome) {
    sweep_row row{std::move(p), answered(own_address, client), {}};
    row.observation.answer->hostname = "web-0";
    row.observation.answer->pod_name = "web-0";
    row.observation.answer->node_name = "n1";
    row.observation.samples = {{"default/web-0", addr(client), 1}};
    row.verdict.seen = seen;
    row.verdict.client_address = addr(client);
    row.verdict.promise = outcome;
    return row;
}

sweep_row rewritten(path p, seen_outcome seen, std::string_view client, rewriter by, promise_outcome outcome) {
    sweep_row row = echoed(std::move(p), seen, client, outcome);
    row.verdict.rewritten_by = std::move(by);
    return row;
}

void add_facts(report_fixture& f) {
    f.facts.server_version = "v1.29.4";
    f.facts.nodes = {recorded_node(1), recorded_node(2), recorded_node(3)};
    service_facts web =
        recorded_service("web", service_type::load_balancer, "10.0.70.205", 30080, traffic_policy::local);
    web.ports = {{"http", protocol::tcp, 80, 30080, "http"}, {"dns", protocol::udp, 53, 30053, ""}};
    web.external_ips = {addr("192.0.2.80")};
    web.ingress = {{addr("203.0.113.140"), "lb.example", false}};
    web.health_check_node_port = 32122;
    service_facts cart =
        recorded_service("cart", service_type::node_port, "fd00:10::9", 30443, traffic_policy::cluster);
    cart.name_space = "shop";
    cart.ports = {{"https", protocol::tcp, 443, 30443, "https"}};
    cart.endpoints[0].ready = false;
    f.facts.services = {web, cart};
    f.facts.gaps = {"pods may not be listed (403): pods are told from their addresses alone"};
    f.from = {vantage_kind::outside, "", "", {addr(own_address), addr("2001:db8::79")}};
    f.skipped = {"default/kubernetes: this is the API server"};
    f.proxy_mode = "iptables";
}

void add_node_ports(report_fixture& f) {
    using enum path_kind;
    constexpr promise preserve{expectation::preserve, "nodeport-local-endpoint"};
    constexpr promise silence{expectation::silence, "nodeport-local-no-endpoint"};
    const auto web = [](std::string_view node, std::string_view target, promise promised) {
        path p = way_in("default/web", node_port, node, target, promised);
        p.policy = traffic_policy::local;
        p.port_name = "http";
        return p;
    };
    f.rows.push_back(silent(web("n3", "10.240.0.13:30080", silence), contact::refused, seen_outcome::refused,
                            promise_outcome::kept, "refused, where silence was expected"));
    f.rows.push_back(silent(web("n2", "10.240.0.12:30080", silence), contact::timeout, seen_outcome::timeout,
                            promise_outcome::kept));
    f.rows.push_back(rewritten(web("n1", "10.240.0.11:30080", preserve), seen_outcome::snat, "10.180.1.1",
                               {rewriter_kind::pod_bridge, "n1", "", "the first address of its podCIDR 10.180.1.0/24"},
                               promise_outcome::broken));
    f.rows.back().verdict.same_connection = same_connection::yes;
    f.rows.back().verdict.hops = 2;
    f.rows.back().verdict.note = "2 of 3 connections kept the promise";
    f.rows.back().observation.attempts = 3;
    f.rows.back().observation.samples = {{"default/web-0", addr("10.180.1.1"), 1},
                                         {"default/web-0", addr(own_address), 1},
                                         {"default/web-1", addr(own_address), 1}};
    path dns = web("n1", "10.240.0.11:30053", preserve);
    dns.protocol = protocol::udp;
    dns.port_name = "dns";
    dns.id += "/udp";
    f.rows.push_back(echoed(std::move(dns), seen_outcome::preserved, own_address, promise_outcome::kept));
}

void add_addresses(report_fixture& f) {
    using enum path_kind;
    constexpr promise preserve{expectation::preserve, "vip-local-outside"};
    path named = way_in("default/web", load_balancer, "", "203.0.113.140:80", preserve);
    named.policy = traffic_policy::local;
    named.host_name = "lb.example";
    named.port_name = "http";
    f.rows.push_back(rewritten(named, seen_outcome::proxied, "203.0.113.140",
                               {rewriter_kind::load_balancer, "", "default/web", "it is in status.loadBalancer"},
                               promise_outcome::broken));
    f.rows.back().verdict.carried_in = "x-forwarded-for";
    f.rows.back().verdict.same_connection = same_connection::no;
    path external = way_in("default/web", external_ip, "", "192.0.2.80:80", preserve);
    external.policy = traffic_policy::local;
    f.rows.push_back(
        silent(external, contact::reset, seen_outcome::reset, promise_outcome::broken, "connected, then reset"));
    f.rows.push_back(
        silent(way_in("default/web", cluster_ip, "", "10.0.70.205:80", {expectation::nothing, "clusterip-outside"}),
               contact::error, seen_outcome::error, promise_outcome::inconclusive, "Network is unreachable"));
}

void add_https(report_fixture& f) {
    using enum path_kind;
    constexpr promise answer{expectation::answer, "nodeport-cluster"};
    const std::pair<seen_outcome, promise_outcome> silences[] = {
        {seen_outcome::hang, promise_outcome::broken}, {seen_outcome::not_echo, promise_outcome::inconclusive}};
    const auto cart = [&](std::string_view node, std::string_view target) {
        path p = way_in("shop/cart", node_port, node, target, answer);
        p.port_name = "https";
        p.tls = true;
        return p;
    };
    f.rows.push_back(silent(cart("n2", "10.240.0.12:30443"), contact::hang, silences[0].first, silences[0].second));
    f.rows.push_back(silent(cart("n3", "[2001:db8::13]:30443"), contact::not_echo, silences[1].first,
                            silences[1].second, "HTTP/1.1 404 Not Found"));
    f.rows.push_back(
        echoed(cart("n1", "[2001:db8::11]:30443"), seen_outcome::preserved, "2001:db8::79", promise_outcome::better));
    f.rows.back().verdict.hops = 0;
    f.rows.back().verdict.same_connection = same_connection::yes;
    const rewriter others[] = {
        {rewriter_kind::node, "n2", "", "an address of its Node object"},
        {rewriter_kind::tunnel, "n2", "", "the zeroth address of its podCIDR"},
        {rewriter_kind::pod, "", "kube-system/svclb-cart-x", "the pod's own address"},
        {rewriter_kind::cluster_ip, "", "default/dns", ""},
        {rewriter_kind::docker_bridge, "", "", "172.17.0.1 is docker's default bridge"},
        {rewriter_kind::shared_address, "", "", "100.64.0.0/10 (RFC 6598)"},
        {rewriter_kind::unknown, "", "", ""},
    };
    unsigned port = 31001;
    for (const rewriter& by : others)
        f.rows.push_back(rewritten(cart("n2", "10.240.0.12:" + std::to_string(port++)), seen_outcome::snat,
                                   "172.17.0.1", by, promise_outcome::kept));
    f.rows.push_back(silent(way_in("", node_port, "", "192.0.2.1:8080", {expectation::nothing, "no-api"}),
                            contact::timeout, seen_outcome::timeout, promise_outcome::inconclusive));
}

health_row health_of(std::string_view node, std::string_view target, unsigned status, promise_outcome outcome) {
    health_row row;
    row.name_space = "default";
    row.service = "web";
    row.node = node;
    row.target = ip_endpoint::parse(target).value();
    row.contact = status == 0 ? contact::timeout : contact::answered;
    row.status = status;
    row.expected_status = node == "n1" ? 200 : 503;
    row.outcome = outcome;
    return row;
}

void add_health(report_fixture& f) {
    f.health.push_back(health_of("n3", "10.240.0.13:32122", 0, promise_outcome::inconclusive));
    f.health.back().detail = "no connection within 1 s";
    f.health.push_back(health_of("n1", "10.240.0.11:32122", 503, promise_outcome::broken));
    f.health.back().local_endpoints = 0;
    f.health.back().note = "there is a ready endpoint on n1, and its health port denies it";
    f.health.push_back(health_of("n2", "10.240.0.12:32122", 503, promise_outcome::kept));
    f.health.back().local_endpoints = 0;
    health_row proxy = health_of("n1", "10.240.0.11:10256", 200, promise_outcome::kept);
    proxy.kind = health_kind::kube_proxy;
    proxy.name_space = proxy.service = "";
    f.health.push_back(proxy);
}

void add_advice(report_fixture& f) {
    f.advices = {
        {5,
         "hostname-override",
         "default/web",
         "kube-proxy on n1 knows its node by another name.",
         "Start kube-proxy with --hostname-override set to the node's name.",
         "kubernetes/kubernetes#71851",
         {"default/web NodePort n1 10.240.0.11:30080", "default/web health n1 10.240.0.11:32122"},
         40,
         true},
        {18,
         "header-not-believed",
         "",
         "The header carries the client, the application sees the proxy.",
         "Let the application trust the proxy's addresses.",
         "kubernetes/ingress-nginx#9749",
         {},
         0,
         false},
    };
}

std::vector<std::string> make_hostile_texts() {
    std::string every_byte;
    for (int c = 0; c != 256; ++c)
        every_byte += static_cast<char>(c);
    return {
        every_byte,
        "\x1b[2J\x1b]52;c;aGk=\x07 \x1b]8;;http://x/\x1b\\link",
        "\xC2\x9B[31m C1 \xC2\x90 \x7f",
        "\xE2\x80\xAE"
        "txt.exe \xE2\x81\xA6 \xE2\x80\x8B \xEF\xBB\xBF \xE2\x80\xA8 \xF3\xA0\x81\x81",
        "\xED\xA0\x80 \xF8\x88\x80\x80\x80 \xC0\xAF \xE2\x82 \xFF\xFE",
        "\xEF\xBF\xBE \xEF\xBF\xBF not characters of XML",
        "]]>&<>\"'<!--<![CDATA[x]]>--></testcase><?x?>&#1;",
        "a|b\\|c`d``e*f_g_[h](javascript:i)<b>j</b>~~k~~ @everyone #1 https://example.com/ www.example.com",
        "# heading\n\n- list\n```\n1. one\n> quote\n---\n| a | b |\n",
        "=1+1",
        "@SUM(A1)",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "\t=1",
        "a,\"b\",c;d\te\r\nf",
        "::error file=x::forged\n::set-env name=A::b\r\n::stop-commands::x%0A%25,:",
        "##[error]forged",
        "ok 1 - x # SKIP \\# TODO\n1..0\nBail out!\nnot ok 2\n  ---\n  ...\n",
        "\"\\\nx} 1\n# TYPE forged counter",
        "</script><script>alert(1)</script>{{x}} ${y} %s %n %{z}",
        "节点 😀 e\xCC\x81 \xE2\x80\x8D",
        std::string(70'000, 'a'),
        std::string("\0", 1),
        " ",
        "\n",
    };
}

} // namespace

report_fixture complete_report() {
    report_fixture f;
    add_facts(f);
    add_https(f); // not in a report's order: rows come as the sweep finished them
    add_addresses(f);
    add_node_ports(f);
    add_health(f);
    add_advice(f);
    return f;
}

report_fixture empty_report() { return {}; }

report_fixture hostile_report(std::string_view text) {
    const std::string any(text);
    report_fixture f;
    service_facts service = recorded_service(any, service_type::load_balancer, "10.0.0.9", 80, traffic_policy::local);
    service.name_space = any;
    service.ports[0].name = service.ports[0].app_protocol = any;
    service.ingress = {{std::nullopt, any, false}};
    service.endpoints[0].node_name = service.endpoints[0].pod_name = service.endpoints[0].pod_namespace = any;
    f.facts = {any, any, {recorded_node(1)}, {service}, {}, {any}};
    f.facts.nodes[0].name = any;
    f.from = {vantage_kind::pod, any, any, {addr(own_address)}};
    f.skipped = {any};
    f.version = f.proxy_mode = any;

    path p =
        way_in("x/x", path_kind::node_port, any, "192.0.2.1:80", {expectation::preserve, "nodeport-local-endpoint"});
    p.name_space = p.service = p.address_type = p.port_name = p.host_name = any;
    p.id = make_path_id(p);
    sweep_row row =
        rewritten(p, seen_outcome::proxied, "192.0.2.7", {rewriter_kind::pod, any, any, any}, promise_outcome::broken);
    row.observation.detail = row.verdict.note = row.verdict.carried_in = any;
    echo_answer& answer = *row.observation.answer;
    answer.hostname = answer.pod_name = answer.pod_namespace = answer.pod_ip = answer.node_name = any;
    answer.client_address_text = answer.client_address_from = any;
    row.observation.samples = {{any, addr("192.0.2.7"), 1}, {any, std::nullopt, 2}};
    f.rows.push_back(row);
    row.path.kind = path_kind::load_balancer;
    row.path.id = make_path_id(row.path);
    row.verdict.promise = promise_outcome::inconclusive;
    f.rows.push_back(row);

    health_row health = health_of(any, "192.0.2.1:32122", 503, promise_outcome::broken);
    health.name_space = health.service = health.detail = health.note = any;
    f.health = {health};
    f.advices = {{1, "cluster-by-design", any, any, any, "kubernetes/kubernetes#10921", {any, any}, 2, true}};
    return f;
}

std::span<const std::string> hostile_texts() {
    static const std::vector<std::string> texts = make_hostile_texts();
    return texts;
}

} // namespace srcip::probe
