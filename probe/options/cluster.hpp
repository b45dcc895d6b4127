#pragma once

#include "probe/options/text.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace srcip::probe {

/// Which cluster, and as whom: kubectl's own flags, with kubectl's meaning. Empty texts mean: not said.
struct cluster_options {
    std::string kubeconfig;
    std::string context;
    std::string cluster; ///< the kubeconfig's cluster to use in place of the context's
    std::string user;    ///< the kubeconfig's user to use in place of the context's
    std::string server;
    std::string token;
    std::string as; ///< who to impersonate
    std::vector<std::string> as_groups;
    std::string as_uid;
    std::string certificate_authority; ///< a file
    std::string client_certificate;    ///< a file
    std::string client_key;            ///< a file
    std::string tls_server_name;
    bool insecure_skip_tls_verify = false;
    std::optional<std::chrono::milliseconds> request_timeout; ///< absent: the client's own
};

/// What the command line parser stores before it means anything.
struct raw_cluster {
    cluster_options plain;
    std::string request_timeout = "0";
};

void add_cluster_options(CLI::App& app, raw_cluster& raw);
option_error read_cluster_options(const raw_cluster& raw, cluster_options& out);

} // namespace srcip::probe
