#pragma once

#include "recorded_cluster.hpp"

#include "probe/address_book.hpp"
#include "probe/plan.hpp"
#include "probe/verdict.hpp"
#include "tests/support/test_data.hpp"

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace srcip::probe {

// tests/recorded/kube-proxy-1.20-iptables.txt, line by line.

struct recorded_line {
    std::string from; ///< client, n1, n2, p-client-1, …
    std::string kind; ///< NodePort, LoadBalancer, ClusterIP
    std::string service;
    std::string node;   ///< node ports only
    std::string client; ///< the address that arrived; empty: none did
    int curl_exit = 0;  ///< 7: refused, 28: timeout
};

/// "FROM KIND SERVICE [NODE] client_address=…" or "… curl exit N"; "healthz …" lines are no paths.
inline std::vector<recorded_line> recorded_lines() {
    std::ifstream file(srcip::test::test_data("recorded/kube-proxy-1.20-iptables.txt"));
    std::vector<recorded_line> lines;
    for (std::string text; std::getline(file, text);) {
        std::istringstream words(text);
        recorded_line line;
        words >> line.from;
        if (line.from == "healthz")
            continue;
        words >> line.kind >> line.service;
        if (line.kind == "NodePort")
            words >> line.node;
        std::string word;
        words >> word;
        if (word == "curl")
            words >> word >> line.curl_exit;
        else
            line.client = word.substr(word.find('=') + 1);
        lines.push_back(line);
    }
    return lines;
}

inline const std::map<std::string, std::string>& recorded_vantage_points() {
    static const std::map<std::string, std::string> own{{"client", "198.51.100.79"},  {"n1", "10.240.0.11"},
                                                        {"n2", "10.240.0.12"},        {"p-client-1", "10.180.1.9"},
                                                        {"p-client-2", "10.180.2.8"}, {"p-echo-1", "10.180.1.136"}};
    return own;
}

inline observation observe(const recorded_line& line, const std::string& own) {
    if (line.client.empty())
        return unanswered(line.curl_exit == 7 ? contact::refused : contact::timeout);
    return answered(own, line.client);
}

inline bool is_path_of(const path& path, const recorded_line& line) {
    return path.service == line.service && to_string(path.kind) == line.kind && path.node == line.node;
}

/// The recorded paths of one vantage point, planned and judged, in the file's order.
inline std::vector<sweep_row> recorded_rows(const std::string& from_name, const cluster_facts& facts) {
    const std::string own = recorded_vantage_points().at(from_name);
    const vantage from = find_vantage(facts, {addr("127.0.0.1"), addr(own)});
    const plan made = make_plan(facts, from, {});
    const address_book book(facts);
    std::vector<sweep_row> rows;
    for (const recorded_line& line : recorded_lines())
        for (const path& path : made.paths)
            if (line.from == from_name && is_path_of(path, line))
                rows.push_back({path, observe(line, own), judge(path, observe(line, own), book, from)});
    return rows;
}

} // namespace srcip::probe
