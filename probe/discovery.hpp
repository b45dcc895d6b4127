#pragma once

#include "probe/facts.hpp"
#include "probe/kube/client.hpp"
#include "probe/kube/error.hpp"
#include "probe/kube/list.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace srcip::probe {

/// What to look for.
struct discovery_options {
    std::string name_space;            ///< -n; empty: the client's own, from its context
    bool all_namespaces = false;       ///< -A
    std::string label_selector;        ///< -l, for services
    std::vector<std::string> services; ///< --service "namespace/name"; their namespaces count, not name_space
    kube::list_limits limits;
    bool services_only = false; ///< services and endpoints: neither version, nodes nor pods
};

/// Services as --service names them, each as "namespace/name": a bare name means the namespace that is looked at.
std::vector<std::string> qualified(std::vector<std::string> services, const std::string& name_space);

/// What was found.
struct discovered {
    cluster_facts facts;
    /// Of options.services those that do not exist, "namespace/name", escaped. (Empty when services may not be listed.)
    std::vector<std::string> missing;
    /// When facts.services is empty: one line that says why, such as 'no services in namespace "x": there is no such
    /// namespace'. Empty otherwise.
    std::string nothing;
};

/// Asks the API for everything a sweep needs: version, nodes, services, endpoints (EndpointSlices v1, else v1beta1,
/// else Endpoints) and pods. A right that is missing makes the facts partial and is said in facts.gaps; without the
/// right to list nodes and services alike there is nothing to say, and that is an error, as is a server that cannot be
/// reached. `client` must outlive the call.
boost::asio::awaitable<kube::outcome<discovered>> discover(kube::client* client, discovery_options options);

} // namespace srcip::probe
