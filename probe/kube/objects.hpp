#pragma once

#include "probe/facts.hpp"
#include "probe/kube/gaps.hpp"

#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <vector>

namespace srcip::probe::kube {

// The API's objects → plain structs. Pure, and total: whatever the JSON is, the answer is a struct or nothing, and a
// sentence in `gaps` for what was left out. Sources: the API's types in k8s.io/api (core/v1, discovery/v1 and v1beta1).

/// core/v1 Node.
std::optional<node_facts> read_node(const boost::json::value& item, gap_list& gaps);

/// core/v1 Service, as of Kubernetes 1.5 and later: clusterIP without clusterIPs, and the annotations
/// service.{beta,alpha}.kubernetes.io/external-traffic, .../healthcheck-nodeport and .../load-balancer-source-ranges.
std::optional<service_facts> read_service(const boost::json::value& item, gap_list& gaps);

/// core/v1 Pod. Pods that have ended are nothing, without a gap: their addresses may be another's by now.
std::optional<pod_facts> read_pod(const boost::json::value& item, gap_list& gaps);

/// Some of a service's endpoints.
struct endpoint_group {
    std::string name_space;
    std::string service;
    std::vector<endpoint_facts> endpoints;
};

/// discovery.k8s.io EndpointSlice, v1 or v1beta1. Slices that belong to no service, and those of names (FQDN), are
/// nothing, without a gap.
std::optional<endpoint_group> read_endpoint_slice(const boost::json::value& item, gap_list& gaps);

/// core/v1 Endpoints, addresses and notReadyAddresses.
std::optional<endpoint_group> read_endpoints(const boost::json::value& item, gap_list& gaps);

/// Adds endpoints to those of a service. The same address of the same pod counts once: ready when any says so.
void merge_endpoints(std::vector<endpoint_facts>& into, std::vector<endpoint_facts> more);

} // namespace srcip::probe::kube
