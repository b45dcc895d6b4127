#include "probe/verdict.hpp"

namespace srcip::probe {

std::string_view to_string(seen_outcome outcome) {
    switch (outcome) {
    case seen_outcome::preserved:
        return "preserved";
    case seen_outcome::snat:
        return "snat";
    case seen_outcome::proxied:
        return "proxied";
    case seen_outcome::timeout:
        return "timeout";
    case seen_outcome::refused:
        return "refused";
    case seen_outcome::reset:
        return "reset";
    case seen_outcome::hang:
        return "hang";
    case seen_outcome::not_echo:
        return "not-echo";
    case seen_outcome::error:
        break;
    }
    return "error";
}

std::string_view to_string(promise_outcome outcome) {
    switch (outcome) {
    case promise_outcome::kept:
        return "kept";
    case promise_outcome::better:
        return "better";
    case promise_outcome::broken:
        return "broken";
    case promise_outcome::inconclusive:
        break;
    }
    return "inconclusive";
}

std::string_view to_string(same_connection same) {
    switch (same) {
    case same_connection::yes:
        return "yes";
    case same_connection::no:
        return "no";
    case same_connection::unknown:
        break;
    }
    return "unknown";
}

std::string_view to_string(rewriter_kind kind) {
    switch (kind) {
    case rewriter_kind::node:
        return "node";
    case rewriter_kind::pod_bridge:
        return "pod_bridge";
    case rewriter_kind::tunnel:
        return "tunnel";
    case rewriter_kind::pod:
        return "pod";
    case rewriter_kind::load_balancer:
        return "load_balancer";
    case rewriter_kind::cluster_ip:
        return "cluster_ip";
    case rewriter_kind::docker_bridge:
        return "docker_bridge";
    case rewriter_kind::shared_address:
        return "shared_address";
    case rewriter_kind::unknown:
        break;
    }
    return "unknown";
}

std::string rewriter::to_string() const {
    switch (kind) {
    case rewriter_kind::node:
        return "node " + node;
    case rewriter_kind::pod_bridge:
        return "pod bridge of " + node;
    case rewriter_kind::tunnel:
        return "tunnel of " + node;
    case rewriter_kind::pod:
        return "pod " + name;
    case rewriter_kind::load_balancer:
        return "load balancer of " + name;
    case rewriter_kind::cluster_ip:
        return "cluster IP of " + name;
    case rewriter_kind::docker_bridge:
        return "a container engine's bridge";
    case rewriter_kind::shared_address:
        return "a carrier's NAT";
    case rewriter_kind::unknown:
        break;
    }
    return "unknown";
}

} // namespace srcip::probe
