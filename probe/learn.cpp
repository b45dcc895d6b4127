#include "probe/learn.hpp"

#include "probe/discovery.hpp"
#include "probe/exchange.hpp"
#include "probe/health.hpp"
#include "probe/kube/config.hpp"
#include "probe/name_lookup.hpp"
#include "probe/own_addresses.hpp"
#include "probe/wait_for.hpp"

#include <algorithm>

namespace srcip::probe {
namespace {

std::string join(const std::vector<std::string>& parts) {
    std::string out;
    for (const auto& part : parts)
        out += (out.empty() ? "" : ", ") + part;
    return out;
}

discovery_options wanted(const path_options& paths, const std::string& name_space) {
    discovery_options out;
    out.name_space = name_space;
    out.all_namespaces = paths.all_namespaces;
    out.label_selector = paths.selector;
    out.services = qualified(paths.services, name_space);
    return out;
}

kube::config_request request_of(const cluster_options& given) {
    kube::config_request out;
    out.kubeconfig = given.kubeconfig;
    out.context = given.context;
    out.server = given.server;
    out.flags.cluster = given.cluster;
    out.flags.user = given.user;
    out.flags.token = given.token;
    out.flags.client_cert_file = given.client_certificate;
    out.flags.client_key_file = given.client_key;
    out.flags.ca_file = given.certificate_authority;
    out.flags.tls_server_name = given.tls_server_name;
    out.flags.insecure = given.insecure_skip_tls_verify;
    out.flags.as = given.as;
    out.flags.as_groups = given.as_groups;
    out.flags.as_uid = given.as_uid;
    out.flags.request_timeout = given.request_timeout;
    return out;
}

attempt<knowledge> ask_cluster(boost::asio::io_context& context, const options& given, bool services_only = false) {
    const auto endpoint = kube::find_endpoint(request_of(given.cluster), kube::system_surroundings());
    if (!endpoint)
        return failure{exit_discovery, endpoint.error().message};
    auto client = kube::make_client(context.get_executor(), *endpoint);
    if (!client)
        return failure{exit_discovery, client.error().message};

    const auto name_space = given.paths.name_space.empty() ? endpoint->name_space : given.paths.name_space;
    auto asked_for = wanted(given.paths, name_space);
    knowledge out;
    out.services = asked_for.services;
    asked_for.services_only = services_only;
    auto found = wait_for(context, discover(client->get(), std::move(asked_for)));
    if (!found)
        return failure{exit_discovery, found.error().message};
    if (!found->missing.empty() && !services_only) // the second time it was deleted meanwhile
        return failure{exit_discovery, "no such service: " + join(found->missing) +
                                           "; kubectl get services --all-namespaces lists those that exist"};
    out.facts = std::move(found->facts);
    out.nothing = std::move(found->nothing);
    return out;
}

constexpr std::chrono::seconds lookup_budget{10};

attempt<vantage> place(const path_options& given, const cluster_facts& facts) {
    if (given.vantage.empty())
        return find_vantage(facts, own_addresses());
    auto parsed = parse_vantage(given.vantage, facts, own_addresses());
    if (const auto* error = std::get_if<vantage_error>(&parsed))
        return failure{exit_usage, error->message};
    return std::get<vantage>(std::move(parsed));
}

/// kube-proxy tells its mode to its own node alone.
std::string ask_proxy_mode(boost::asio::io_context& context, const manner_options& manner) {
    exchange_options how;
    how.connect_timeout = manner.connect_timeout;
    how.timeout = manner.timeout;
    const ip_endpoint metrics = ip_endpoint::parse("127.0.0.1:10249").value();
    return read_proxy_mode(wait_for(context, fetch(metrics, "/proxyMode", how)));
}

bool wants_load_balancers(const path_options& paths) {
    return std::find(paths.kinds.begin(), paths.kinds.end(), path_kind::load_balancer) != paths.kinds.end();
}

} // namespace

attempt<cluster_facts> learn_again(boost::asio::io_context& context, const options& given, const knowledge& known) {
    if (known.facts.services.empty())
        return cluster_facts{};
    auto learned = ask_cluster(context, given, true);
    if (auto* error = std::get_if<failure>(&learned))
        return std::move(*error);
    return std::move(std::get<knowledge>(learned).facts);
}

attempt<knowledge> learn(boost::asio::io_context& context, const options& given) {
    attempt<knowledge> learned;
    if (given.paths.port == 0) // with --port the user says what the API would
        learned = ask_cluster(context, given);
    auto* known = std::get_if<knowledge>(&learned);
    if (known == nullptr)
        return learned;
    auto placed = place(given.paths, known->facts);
    if (auto* error = std::get_if<failure>(&placed))
        return std::move(*error);
    known->from = std::get<vantage>(std::move(placed));
    if (given.manner.source)
        known->from.sources = {*given.manner.source};
    if (known->from.kind == vantage_kind::node)
        known->proxy_mode = ask_proxy_mode(context, given.manner);
    if (wants_load_balancers(given.paths))
        known->facts = wait_for(context, look_up_load_balancers(std::move(known->facts), lookup_budget));
    return learned;
}

} // namespace srcip::probe
