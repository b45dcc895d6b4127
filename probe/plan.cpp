#include "probe/plan.hpp"

#include "probe/address_book.hpp"
#include "probe/node_targets.hpp"
#include "probe/placement.hpp"
#include "probe/rules.hpp"
#include "probe/service_ports.hpp"
#include "probe/skip_list.hpp"
#include "probe/special_address.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace srcip::probe {

namespace {

std::string service_id(const service_facts& service) { return service.name_space + '/' + service.name; }

/// Plans one service at a time.
class planner {
  public:
    planner(const cluster_facts& facts, const vantage& from, const plan_options& options)
        : facts_(facts)
        , from_(from)
        , options_(options)
        , book_(facts)
        , fallback_(serves_while_terminating(facts.server_version))
        , nodes_(choose_node_targets(facts, options.nodes, options.address_types)) {}

    plan run() {
        for (const service_facts& service : facts_.services)
            add_service(service);
        for (const std::string& name : options_.services)
            if (!has_service(name))
                skipped_.add("no such service was listed", name);
        std::sort(plan_.paths.begin(), plan_.paths.end(), path_before);
        const auto same_id = [](const path& a, const path& b) { return a.id == b.id; };
        plan_.paths.erase(std::unique(plan_.paths.begin(), plan_.paths.end(), same_id), plan_.paths.end());
        plan_.skipped = skipped_.sentences();
        return std::move(plan_);
    }

  private:
    /// A service, and where its endpoints of each family are.
    struct subject {
        const service_facts& service;
        placement v4;
        placement v6;
    };

    bool has_service(const std::string& name) const {
        return std::any_of(facts_.services.begin(), facts_.services.end(),
                           [&](const service_facts& s) { return service_id(s) == name; });
    }

    bool is_named(const service_facts& service) const {
        return std::find(options_.services.begin(), options_.services.end(), service_id(service)) !=
               options_.services.end();
    }

    /// Why no path leads into a service at all; empty when there may be some.
    std::string_view unwalkable(const service_facts& service) const {
        if (service.name_space == "default" && service.name == "kubernetes" && !is_named(service))
            return "this is the API server, which echoes nothing; name it with --service to walk it all the same";
        if (service.type == service_type::external_name)
            return "an ExternalName is only a DNS alias";
        if (service.cluster_ips.empty() && service.type == service_type::cluster_ip)
            return "headless, so there is no address but the pods' own";
        return {};
    }

    void add_service(const service_facts& service) {
        if (!options_.services.empty() && !is_named(service))
            return;
        if (const std::string_view reason = unwalkable(service); !reason.empty()) {
            skipped_.add(reason, service_id(service));
            return;
        }
        const subject of{service, placement(service, true, fallback_, book_, from_),
                         placement(service, false, fallback_, book_, from_)};
        for (const service_port& port : service.ports)
            if (is_walked(port, options_))
                add_port(of, port);
            else if (port.protocol == protocol::sctp)
                skipped_.add("only TCP and UDP are walked", port_label(service, port));
    }

    bool wants(path_kind kind) const {
        return std::find(options_.kinds.begin(), options_.kinds.end(), kind) != options_.kinds.end();
    }

    void add_port(const subject& of, const service_port& port) {
        const bool balanced = of.service.type == service_type::load_balancer;
        if (wants(path_kind::node_port) && port.node_port != 0 &&
            (balanced || of.service.type == service_type::node_port))
            add_node_ports(of, port);
        if (wants(path_kind::load_balancer) && balanced)
            add_load_balancers(of, port);
        if (wants(path_kind::cluster_ip))
            add_cluster_ips(of, port);
        if (wants(path_kind::external_ip))
            add_external_ips(of, port);
    }

    void add_node_ports(const subject& of, const service_port& port) {
        if (nodes_.empty())
            skipped_.add("no node's address is known, so its node ports are left out", service_id(of.service));
        for (const node_target& node : nodes_)
            if (has_family(of.service, node.address))
                add_node_port(of, port, node);
            else
                skipped_.add("has no cluster IP of the other address family, so node addresses of that family are "
                             "left out",
                             service_id(of.service));
    }

    void add_node_port(const subject& of, const service_port& port, const node_target& node) {
        if (is_refused("node " + node.node, node.address))
            return;
        situation s = describe(of, path_kind::node_port, node.address);
        s.policy = of.service.external_policy;
        s.known_node = !node.node.empty();
        s.primary_address = node.primary;
        s.nftables = options_.proxy_mode == "nftables";
        s.own_node = from_.kind != vantage_kind::outside && !node.node.empty() && node.node == from_.node;
        s.endpoint_here = endpoints(of, node.address).on(node.node);
        if (from_.kind == vantage_kind::pod && from_.node.empty())
            s.endpoint_here = presence::unknown; // any node may be our own
        path p = make_path(of, port, s, {node.address, port.node_port});
        p.node = node.node;
        p.address_type = node.type;
        add_path(std::move(p));
    }

    void add_load_balancers(const subject& of, const service_port& port) {
        if (of.service.ingress.empty())
            skipped_.add("the load balancer has no address yet", service_id(of.service));
        for (const load_balancer_ingress& ingress : of.service.ingress)
            if (ingress.ip)
                add_load_balancer(of, port, ingress, *ingress.ip, "");
            else
                add_resolved(of, port, ingress);
    }

    /// A name may stand for many addresses, and each of them is a way of its own.
    void add_resolved(const subject& of, const service_port& port, const load_balancer_ingress& ingress) {
        const std::string who = service_id(of.service) + " at " + ingress.hostname;
        if (!ingress.lookup_error.empty())
            skipped_.add("the load balancer's host name could not be looked up",
                         who + " (" + ingress.lookup_error + ")");
        else if (ingress.resolved.empty())
            skipped_.add("the load balancer has a host name that was not looked up", who);
        for (const ip_address& address : ingress.resolved)
            add_load_balancer(of, port, ingress, address, ingress.hostname);
    }

    void add_load_balancer(const subject& of, const service_port& port, const load_balancer_ingress& ingress,
                           const ip_address& address, const std::string& host_name) {
        if (is_refused(service_id(of.service) + " load balancer", address))
            return;
        situation s = describe(of, path_kind::load_balancer, address);
        s.policy = of.service.external_policy;
        s.load_balanced = ingress.ip_mode_proxy;
        s.source_ranges = admitted(of.service.source_ranges, from_, address);
        path p = make_path(of, port, s, {address, port.port});
        p.host_name = host_name;
        add_path(std::move(p));
    }

    void add_external_ips(const subject& of, const service_port& port) {
        for (const ip_address& address : of.service.external_ips) {
            if (is_refused(service_id(of.service) + " external IP", address))
                continue;
            situation s = describe(of, path_kind::external_ip, address);
            s.policy = of.service.external_policy;
            s.external_inside = promises_external_ips_inside(facts_.server_version);
            if (const std::string_view node = book_.node_at(address); !node.empty())
                s.endpoint_here = endpoints(of, address).on(node);
            add_path(make_path(of, port, s, {address, port.port}));
        }
    }

    void add_cluster_ips(const subject& of, const service_port& port) {
        if (from_.kind == vantage_kind::outside && !options_.routed_cluster_ips) {
            if (of.service.type == service_type::cluster_ip && of.service.external_ips.empty())
                skipped_.add("a cluster IP is for clients inside the cluster", service_id(of.service));
            return;
        }
        for (const ip_address& address : of.service.cluster_ips) {
            if (is_refused(service_id(of.service) + " cluster IP", address))
                continue;
            situation s = describe(of, path_kind::cluster_ip, address);
            s.policy = of.service.internal_policy;
            s.endpoint_here = endpoints(of, address).on(from_.node);
            add_path(make_path(of, port, s, {address, port.port}));
        }
    }

    situation describe(const subject& of, path_kind kind, const ip_address& target) const {
        situation s;
        s.from = from_.kind;
        s.kind = kind;
        s.endpoint_anywhere = endpoints(of, target).anywhere();
        s.self_endpoint = endpoints(of, target).includes_us();
        return s;
    }

    static const placement& endpoints(const subject& of, const ip_address& target) {
        return target.is_v4() ? of.v4 : of.v6;
    }

    /// Services from before dual-stack, and odd ones without a cluster IP, are not held to one family.
    static bool has_family(const service_facts& service, const ip_address& address) {
        return service.cluster_ips.empty() ||
               std::any_of(service.cluster_ips.begin(), service.cluster_ips.end(),
                           [&](const ip_address& ip) { return ip.is_v4() == address.is_v4(); });
    }

    bool is_refused(const std::string& whose, const ip_address& address) {
        const std::string_view reason = special_address_reason(address);
        if (reason.empty() || options_.allow_special_addresses)
            return false;
        skipped_.add(reason, whose + " at " + address.to_string());
        return true;
    }

    path make_path(const subject& of, const service_port& port, const situation& s, const ip_endpoint& target) const {
        path p;
        p.name_space = of.service.name_space;
        p.service = of.service.name;
        p.kind = s.kind;
        p.port_name = port.name;
        p.protocol = port.protocol;
        p.tls = speaks_https(port, options_.tls);
        p.target = target;
        p.policy = s.policy;
        p.promise = promise_for(s);
        return p;
    }

    void add_path(path p) {
        p.id = make_path_id(p);
        plan_.paths.push_back(std::move(p));
    }

    const cluster_facts& facts_;
    const vantage& from_;
    const plan_options& options_;
    address_book book_;
    presence fallback_;
    std::vector<node_target> nodes_;
    skip_list skipped_;
    plan plan_;
};

} // namespace

plan make_plan(const cluster_facts& facts, const vantage& from, const plan_options& options) {
    return planner(facts, from, options).run();
}

plan make_direct_plan(const std::vector<ip_address>& nodes, std::uint16_t port, tls_choice tls) {
    plan made;
    for (const ip_address& address : std::set(nodes.begin(), nodes.end())) {
        path p;
        p.target = {address, port};
        p.tls = tls == tls_choice::always;
        p.promise = promise_without_api();
        p.id = make_path_id(p);
        made.paths.push_back(std::move(p));
    }
    return made;
}

} // namespace srcip::probe
