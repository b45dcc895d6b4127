#include "probe/options/paths.hpp"

#include <CLI/App.hpp>

#include <algorithm>
#include <array>
#include <cctype>

namespace srcip::probe {
namespace {

constexpr auto group = "Which paths";

void add_where(CLI::App& app, raw_paths& raw) {
    auto* name_space = app.add_option("-n,--namespace", raw.plain.name_space, "Look at this namespace [the context's]")
                           ->group(group)
                           ->type_name("NAME");
    app.add_flag("-A,--all-namespaces", raw.plain.all_namespaces, "Look at every namespace")
        ->group(group)
        ->excludes(name_space);
    app.add_option("-l,--selector", raw.plain.selector, "Only services with these labels, e.g. app=web")
        ->group(group)
        ->type_name("LABELS");
    app.add_option("--service", raw.plain.services, "Only this service; may be repeated")
        ->group(group)
        ->type_name("[NS/]NAME")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_option("--nodes", raw.nodes, "auto (every node the API lists), or their addresses")
        ->group(group)
        ->type_name("auto|ADDRESS,...")
        ->capture_default_str();
    app.add_option("--port", raw.plain.port, "The node port to try on --nodes, without asking an API")
        ->group(group)
        ->type_name("PORT")
        ->check(CLI::Range(1, 65535));
    app.add_option("--vantage", raw.plain.vantage,
                   "Where we stand: outside, node:NAME, pod:NS/NAME or pod:@NODE [found out]")
        ->group(group)
        ->type_name("PLACE");
}

void add_which(CLI::App& app, raw_paths& raw) {
    app.add_option("--address-types", raw.address_types, "Which addresses of nodes")
        ->group(group)
        ->type_name("TYPE,...")
        ->capture_default_str();
    app.add_option("--kinds", raw.kinds,
                   "Which ways in: NodePort, LoadBalancer, ClusterIP, ExternalIP; and health for health ports [all]")
        ->group(group)
        ->type_name("KIND,...")
        ->capture_default_str();
    app.add_option("--protocols", raw.protocols, "Which protocols")
        ->group(group)
        ->type_name("tcp,udp")
        ->capture_default_str();
    app.add_flag("--routed-cluster-ips", raw.plain.routed_cluster_ips,
                 "Walk cluster IPs from outside, too: the network routes them to nodes")
        ->group(group);
    app.add_flag("--allow-special-addresses", raw.plain.allow_special_addresses,
                 "Also walk to loopback, link-local and metadata addresses that the API names")
        ->group(group);
}

bool same_word(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b,
                              [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

/// Calls `add` with the index in `known` of every word of the list, each once and in the order of `known`.
template <std::size_t N, class Add>
option_error read_list(std::string_view option, std::string_view text, const std::array<std::string_view, N>& known,
                       Add add) {
    std::array<bool, N> given{};
    for (const auto& word : split(text, ',')) {
        const auto* const found = std::ranges::find_if(known, [&](auto name) { return same_word(name, word); });
        if (found == known.end()) {
            std::string all;
            for (const auto name : known)
                all.append(all.empty() ? "" : ", ").append(name);
            return std::string(option) + ": '" + word + "' is none of " + all;
        }
        given.at(static_cast<std::size_t>(found - known.begin())) = true;
    }
    for (std::size_t i = 0; i < N; ++i)
        if (given.at(i))
            add(i);
    return std::nullopt;
}

option_error read_address_types(const raw_paths& raw, path_options& out) {
    // Names (Hostname, InternalDNS, ExternalDNS) are what a node calls itself, not where clients go.
    constexpr std::array<std::string_view, 2> known{"InternalIP", "ExternalIP"};
    out.address_types.clear();
    return read_list("--address-types", raw.address_types, known,
                     [&](std::size_t i) { out.address_types.emplace_back(known.at(i)); });
}

option_error read_kinds(const raw_paths& raw, path_options& out) {
    constexpr std::array<std::string_view, 5> known{"NodePort", "LoadBalancer", "ClusterIP", "ExternalIP", "health"};
    constexpr std::array kinds{path_kind::node_port, path_kind::load_balancer, path_kind::cluster_ip,
                               path_kind::external_ip};
    out.kinds.clear();
    out.health = false;
    return read_list("--kinds", raw.kinds, known, [&](std::size_t i) {
        if (i < kinds.size())
            out.kinds.push_back(kinds.at(i));
        else
            out.health = true;
    });
}

option_error read_protocols(const raw_paths& raw, path_options& out) {
    constexpr std::array<std::string_view, 2> known{"tcp", "udp"};
    constexpr std::array protocols{protocol::tcp, protocol::udp};
    out.protocols.clear();
    return read_list("--protocols", raw.protocols, known,
                     [&](std::size_t i) { out.protocols.push_back(protocols.at(i)); });
}

option_error read_nodes(const raw_paths& raw, path_options& out) {
    if (raw.nodes != "auto")
        for (const auto& text : split(raw.nodes, ',')) {
            const auto address = ip_address::parse(text);
            if (!address)
                return "--nodes: '" + text + "' is neither auto nor an IP address";
            out.nodes.push_back(*address);
        }
    if (out.port != 0 && out.nodes.empty())
        return "--port goes with --nodes ADDRESS,...: with --nodes auto the API names the ports";
    return std::nullopt;
}

/// What names services has no use where no API is asked for them.
option_error check_without_api(const path_options& out) {
    constexpr auto why = " does not go with --port: without an API there are addresses, and no services";
    if (out.port == 0)
        return std::nullopt;
    if (!out.services.empty())
        return std::string("--service") + why;
    if (!out.selector.empty())
        return std::string("--selector") + why;
    if (out.all_namespaces)
        return std::string("--all-namespaces") + why;
    if (!out.name_space.empty())
        return std::string("--namespace") + why;
    if (std::ranges::find(out.protocols, protocol::tcp) == out.protocols.end())
        return "--port is a TCP port: --protocols udp leaves nothing to walk";
    return std::nullopt;
}

option_error check_services(const path_options& out) {
    if (out.all_namespaces && !out.name_space.empty()) // one before the subcommand's name, the other behind it
        return "--all-namespaces excludes --namespace";
    for (const auto& service : out.services) {
        const auto parts = split(service, '/');
        if (parts.size() > 2 || parts.front().empty() || parts.back().empty())
            return "--service: '" + service + "' is neither NAME nor NAMESPACE/NAME";
        if (parts.size() == 1 && out.all_namespaces)
            return "--service: '" + service + "' needs its namespace when --all-namespaces is given";
    }
    return std::nullopt;
}

} // namespace

void add_path_options(CLI::App& app, raw_paths& raw) {
    add_where(app, raw);
    add_which(app, raw);
}

option_error read_path_options(const raw_paths& raw, path_options& out) {
    out = raw.plain;
    for (const auto read : {read_nodes, read_address_types, read_kinds, read_protocols})
        if (auto error = read(raw, out))
            return error;
    if (auto error = check_without_api(out))
        return error;
    return check_services(out);
}

} // namespace srcip::probe
