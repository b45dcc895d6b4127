#pragma once

#include "probe/facts.hpp"

#include <boost/json/value.hpp>

namespace srcip::probe::kube {

/// A core/v1 Service's annotations, labels and spec.loadBalancerClass → hints. Only known keys are looked at; a value
/// that nobody defined counts as absent. Sources: the documentation of the AWS cloud provider and load balancer
/// controller, and of the providers named beside each key.
service_hints read_service_hints(const boost::json::value& item);

} // namespace srcip::probe::kube
