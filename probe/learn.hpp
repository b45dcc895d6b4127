#pragma once

#include "probe/facts.hpp"
#include "probe/failure.hpp"
#include "probe/options.hpp"
#include "probe/vantage.hpp"

#include <string>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace srcip::probe {

/// What is known before the first path is walked.
struct knowledge {
    cluster_facts facts;               ///< empty when no API was asked (--port)
    vantage from;                      ///< where we stand
    std::vector<std::string> services; ///< --service, each as "namespace/name"
    std::string nothing;               ///< why there are no services, if there are none
    std::string proxy_mode{};          ///< kube-proxy's, when we stand on a node and it said so: "iptables", …
};

/// Asks the cluster and finds out where we stand. What cannot be asked is a failure (exit_discovery); a --vantage that
/// does not exist is one, too (exit_usage).
attempt<knowledge> learn(boost::asio::io_context& context, const options& given);

/// Services and their endpoints, listed once more: what changed since learn() cannot be judged.
attempt<cluster_facts> learn_again(boost::asio::io_context& context, const options& given, const knowledge& known);

} // namespace srcip::probe
