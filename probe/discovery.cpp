#include "probe/discovery.hpp"

#include "probe/kube/collect.hpp"
#include "probe/kube/json_fields.hpp"
#include "probe/kube/objects.hpp"

#include <srcip/printable.hpp>

#include <boost/json/parse.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace srcip::probe {

namespace {

namespace asio = boost::asio;
using kube::error_kind;
using kube::outcome;

constexpr std::size_t max_document = std::size_t{1} << 20U;

/// What one run has come to know, and what it asks.
struct run {
    kube::client* client = nullptr;
    discovery_options options;
    std::vector<std::string> name_spaces; ///< where services are looked for; one empty entry: everywhere
    discovered found;
    std::optional<kube::error> nodes_refused;
    std::optional<kube::error> services_refused;
};

/// A collection's path; with an empty namespace that of all namespaces.
std::string collection(const std::string& api, const std::string& name_space, const std::string& resource) {
    return api + (name_space.empty() ? "/" : "/namespaces/" + kube::percent_encoded(name_space) + "/") + resource;
}

std::string of_namespace(const std::string& name_space) {
    return name_space.empty() ? std::string() : " in namespace " + quoted(name_space);
}

/// "what may not be listed: so that is lost (the server's own words)". `listed`: how many came before it failed.
void add_gap(run& r, const std::string& what, const kube::error& why, const std::string& lost, std::size_t listed = 0) {
    const std::string cause =
        listed > 0 ? " could be listed in part only (the first " + std::to_string(listed) + "; " + why.message + ")"
        : why.kind != error_kind::forbidden ? " could not be listed (" + why.message + ")"
        : why.details.empty()               ? " may not be listed (no RBAC right to list them)"
                                            : " may not be listed (" + why.details + ")";
    r.found.facts.gaps.push_back(what + cause + ": " + lost);
}

std::vector<std::string> namespaces_of(const discovery_options& options, const std::string& own) {
    if (!options.services.empty()) {
        std::set<std::string> names;
        for (const std::string& s : options.services)
            names.insert(s.substr(0, s.find('/')));
        return {names.begin(), names.end()};
    }
    if (options.all_namespaces)
        return {""};
    return {options.name_space.empty() ? own : options.name_space};
}

asio::awaitable<outcome<void>> ask_version(run* r) {
    outcome<std::string> answer = co_await r->client->get_text("/version", max_document);
    if (!answer) {
        const error_kind kind = answer.error().kind;
        if (kind != error_kind::forbidden && kind != error_kind::not_found)
            co_return answer.error();
        r->found.facts.gaps.push_back("the server's version is unknown (" + answer.error().message +
                                      "): rules that depend on it are not applied");
        co_return outcome<void>();
    }
    boost::system::error_code ec;
    const boost::json::value document = boost::json::parse(*answer, ec);
    if (ec)
        co_return kube::error(error_kind::not_json, r->client->about() + ": /version is no JSON (" + ec.message() +
                                                        "); is this a Kubernetes API server?");
    r->found.facts.server_version = printable(kube::text_member(&document, "gitVersion"), 64);
    co_return outcome<void>();
}

asio::awaitable<outcome<void>> ask_nodes(run* r) {
    kube::collector<node_facts> nodes(&kube::read_node);
    outcome<void> done = co_await kube::list(r->client, kube::list_request("/api/v1/nodes"), &nodes, r->options.limits);
    if (!done && kube::ends_everything(done.error().kind))
        co_return done;
    r->found.facts.nodes = nodes.take(r->found.facts.gaps); // what came before a failure counts
    const std::size_t listed = r->found.facts.nodes.size();
    if (!done && listed > 0)
        add_gap(*r, "nodes", done.error(), "the node ports of the others are not tried", listed);
    if (!done && listed == 0) {
        r->nodes_refused = done.error();
        add_gap(*r, "nodes", done.error(), "node ports cannot be tried, and no node can be named as a rewriter");
    }
    co_return outcome<void>();
}

/// Drops those that --service did not name.
void keep_named(const std::vector<std::string>& wanted, std::vector<service_facts>& services) {
    if (wanted.empty())
        return;
    const std::set<std::string> names(wanted.begin(), wanted.end());
    std::erase_if(services, [&](const service_facts& s) { return !names.contains(s.name_space + "/" + s.name); });
}

asio::awaitable<outcome<void>> ask_services(run* r) {
    for (const std::string& name_space : r->name_spaces) {
        kube::collector<service_facts> services(&kube::read_service);
        kube::list_request request(collection("/api/v1", name_space, "services"), r->options.label_selector);
        outcome<void> done = co_await kube::list(r->client, std::move(request), &services, r->options.limits);
        if (!done && kube::ends_everything(done.error().kind))
            co_return done;
        std::vector<service_facts> page = services.take(r->found.facts.gaps);
        if (!done) {
            r->services_refused = done.error();
            add_gap(*r, "services" + of_namespace(name_space), done.error(),
                    page.empty() ? "none of their paths is tried" : "the paths of the others are not tried",
                    page.size());
        }
        keep_named(r->options.services, page);
        std::move(page.begin(), page.end(), std::back_inserter(r->found.facts.services));
    }
    co_return outcome<void>();
}

/// One of the API's ways to say where endpoints are, oldest last.
struct endpoint_api {
    const char* path;
    const char* resource;
    kube::endpoint_collector::reader read;
};

constexpr endpoint_api endpoint_apis[] = {
    {"/apis/discovery.k8s.io/v1", "endpointslices", &kube::read_endpoint_slice},      // 1.21
    {"/apis/discovery.k8s.io/v1beta1", "endpointslices", &kube::read_endpoint_slice}, // 1.17
    {"/api/v1", "endpoints", &kube::read_endpoints},
};

asio::awaitable<outcome<void>> list_endpoints(run* r, std::string name_space, endpoint_api api) {
    kube::endpoint_collector endpoints(api.read, r->found.facts.services);
    kube::list_request request(collection(api.path, name_space, api.resource));
    outcome<void> done = co_await kube::list(r->client, std::move(request), &endpoints, r->options.limits);
    if (done)
        endpoints.deliver(r->found.facts.services, r->found.facts.gaps);
    co_return done;
}

void endpoints_unknown(run& r, const std::string& name_space, const kube::error& why) {
    add_gap(r, "endpoints" + of_namespace(name_space), why,
            "which nodes should answer is unknown, so silence and refusals there are not judged");
    for (service_facts& s : r.found.facts.services) {
        if (name_space.empty() || s.name_space == name_space)
            s.endpoints_known = false;
    }
}

asio::awaitable<void> ask_endpoints(run* r) {
    for (const std::string& name_space : r->name_spaces) {
        outcome<void> done;
        for (const endpoint_api& api : endpoint_apis) {
            done = co_await list_endpoints(r, name_space, api);
            // A server answers 403 for an API it does not have to a user without any right to it: RBAC comes first.
            const bool next =
                !done && (done.error().kind == error_kind::not_found || done.error().kind == error_kind::forbidden);
            if (!next)
                break;
        }
        if (!done)
            endpoints_unknown(*r, name_space, done.error());
    }
}

/// Everywhere if that is allowed, for a rewriter may be a pod of any namespace.
asio::awaitable<void> ask_pods(run* r) {
    std::vector<std::string> where(1);
    if (!r->name_spaces.front().empty())
        where.insert(where.end(), r->name_spaces.begin(), r->name_spaces.end());
    std::optional<kube::error> refused;
    for (const std::string& name_space : where) {
        kube::collector<pod_facts> pods(&kube::read_pod);
        kube::list_request request(collection("/api/v1", name_space, "pods"));
        outcome<void> done = co_await kube::list(r->client, std::move(request), &pods, r->options.limits);
        std::vector<pod_facts> page = pods.take(r->found.facts.gaps);
        std::move(page.begin(), page.end(), std::back_inserter(r->found.facts.pods));
        if (!done) {
            refused = done.error();
            continue;
        }
        refused.reset();
        if (name_space.empty())
            break;
    }
    if (refused)
        add_gap(*r, "pods", *refused, "a pod that rewrites addresses, or that we stand in, is not named");
}

/// Sorted as the facts promise; an object that a list gave twice counts once.
template <class T, class Key>
void sort_unique(std::vector<T>& items, Key key) {
    std::stable_sort(items.begin(), items.end(), [key](const T& a, const T& b) { return key(a) < key(b); });
    const auto same = [key](const T& a, const T& b) { return key(a) == key(b); };
    items.erase(std::unique(items.begin(), items.end(), same), items.end());
}

void tidy(cluster_facts& facts) {
    sort_unique(facts.nodes, [](const node_facts& n) { return std::tie(n.name); });
    sort_unique(facts.services, [](const service_facts& s) { return std::tie(s.name_space, s.name); });
    sort_unique(facts.pods, [](const pod_facts& p) { return std::tie(p.name_space, p.name); });
}

void find_missing(run& r) {
    for (const std::string& wanted : r.options.services) {
        const auto& services = r.found.facts.services;
        const bool there = std::any_of(services.begin(), services.end(),
                                       [&](const service_facts& s) { return s.name_space + "/" + s.name == wanted; });
        if (!there && !r.services_refused)
            r.found.missing.push_back(printable(wanted));
    }
}

/// The API lists a namespace that does not exist as an empty one: only asking for it tells.
asio::awaitable<bool> namespace_is_missing(run* r, std::string name_space) {
    const outcome<std::string> answer =
        co_await r->client->get_text("/api/v1/namespaces/" + kube::percent_encoded(name_space), max_document);
    co_return !answer && answer.error().kind == error_kind::not_found;
}

asio::awaitable<void> explain_nothing(run* r) {
    if (!r->found.facts.services.empty())
        co_return;
    std::string& why = r->found.nothing;
    for (const std::string& name_space : r->name_spaces) {
        if (name_space.empty())
            break; // everywhere
        const bool missing = co_await namespace_is_missing(r, name_space);
        if (missing)
            why += (why.empty() ? "" : "; ") + ("there is no namespace " + quoted(name_space));
    }
    if (!why.empty())
        co_return;
    const std::string where = r->name_spaces.size() == 1 ? of_namespace(r->name_spaces.front()) : "";
    if (r->services_refused)
        why = "services may not be listed" + where;
    else if (!r->options.services.empty())
        why = "no such service: " + r->found.missing.front();
    else if (!r->options.label_selector.empty())
        why = "no services" + where + " match the label selector " + quoted(r->options.label_selector);
    else
        why = "there are no services" + where;
}

} // namespace

std::vector<std::string> qualified(std::vector<std::string> services, const std::string& name_space) {
    for (std::string& s : services)
        if (s.find('/') == std::string::npos)
            s = name_space + "/" + s;
    return services;
}

asio::awaitable<outcome<discovered>> discover(kube::client* client, discovery_options options) {
    run r;
    r.client = client;
    options.services = qualified(std::move(options.services),
                                 options.name_space.empty() ? client->where().name_space : options.name_space);
    r.name_spaces = namespaces_of(options, client->where().name_space);
    r.options = std::move(options);
    const bool everywhere = r.name_spaces.front().empty();
    r.found.facts.name_space = everywhere || r.name_spaces.size() > 1 ? "" : r.name_spaces.front();
    outcome<void> done;
    if (!r.options.services_only)
        done = co_await ask_version(&r);
    if (done && !r.options.services_only)
        done = co_await ask_nodes(&r);
    if (done)
        done = co_await ask_services(&r);
    if (!done)
        co_return done.error();
    // Without a right to services the nodes may still tell something; a server that fails tells nothing that is sure.
    if (r.services_refused && r.found.facts.services.empty() &&
        (r.nodes_refused || r.services_refused->kind != error_kind::forbidden))
        co_return *r.services_refused;
    tidy(r.found.facts);
    if (!r.found.facts.services.empty())
        co_await ask_endpoints(&r);
    if (!r.options.services_only)
        co_await ask_pods(&r);
    tidy(r.found.facts);
    find_missing(r);
    co_await explain_nothing(&r);
    co_return std::move(r.found);
}

} // namespace srcip::probe
