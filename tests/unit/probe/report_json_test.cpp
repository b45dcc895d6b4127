#include "probe/report/json.hpp"

#include "recorded_run.hpp"

#include "probe/report/pretty_json.hpp"

#include <srcip/utf8.hpp>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace srcip::probe {
namespace {

const vantage outside{vantage_kind::outside, "", "", {addr("198.51.100.79")}};

std::string json_of(const cluster_facts& facts, std::span<const sweep_row> rows, const vantage& from = outside) {
    const std::vector<std::string> skipped{"default/kubernetes: this is the API server"};
    return render_json({from, facts, rows, skipped, "1.2.3"});
}

TEST(sweep_json, is_what_the_documentation_describes) {
    cluster_facts facts = recorded_cluster();
    facts.gaps = {"pods may not be listed: pods are told from their addresses alone"};
    std::vector<sweep_row> rows = recorded_rows("client", facts);
    rows.erase(rows.begin() + 2, rows.end());
    rows[0].observation.answer->hostname = "echo-1";
    std::reverse(rows.begin(), rows.end());
    EXPECT_EQ(json_of(facts, rows), R"({
  "schema": "srcip.sweep/v1",
  "version": "1.2.3",
  "vantage": {
    "kind": "outside",
    "node": null,
    "pod": null,
    "addresses": [
      "198.51.100.79"
    ]
  },
  "cluster": {
    "server_version": "v1.20.2",
    "namespace": "default",
    "proxy_mode": null
  },
  "rows": [
    {
      "id": "default/nodeport NodePort n1 10.240.0.11:30080",
      "namespace": "default",
      "service": "nodeport",
      "kind": "NodePort",
      "node": "n1",
      "address": "10.240.0.11",
      "port": 30080,
      "policy": "Cluster",
      "seen": {
        "outcome": "snat",
        "client_address": "10.180.1.1",
        "rewritten_by": {
          "kind": "pod_bridge",
          "node": "n1",
          "text": "pod bridge of n1",
          "name": null,
          "evidence": "the first address of the node's podCIDR"
        }
      },
      "carried_in": null,
      "same_connection": "unknown",
      "promise": {
        "outcome": "kept",
        "expects": "answer",
        "rule": "nodeport-cluster"
      },
      "verdict": "pass",
      "note": null,
      "server": {
        "hostname": "echo-1",
        "pod": null,
        "node": null,
        "namespace": null
      },
      "address_type": "InternalIP",
      "host_name": null,
      "port_name": null,
      "protocol": "tcp",
      "tls": false,
      "hops": null,
      "attempts": 1,
      "samples": []
    },
    {
      "id": "default/nodeport NodePort n2 10.240.0.12:30080",
      "namespace": "default",
      "service": "nodeport",
      "kind": "NodePort",
      "node": "n2",
      "address": "10.240.0.12",
      "port": 30080,
      "policy": "Cluster",
      "seen": {
        "outcome": "snat",
        "client_address": "10.240.0.12",
        "rewritten_by": {
          "kind": "node",
          "node": "n2",
          "text": "node n2",
          "name": null,
          "evidence": "an address of the node"
        }
      },
      "carried_in": null,
      "same_connection": "unknown",
      "promise": {
        "outcome": "kept",
        "expects": "answer",
        "rule": "nodeport-cluster"
      },
      "verdict": "pass",
      "note": null,
      "server": {
        "hostname": null,
        "pod": null,
        "node": null,
        "namespace": null
      },
      "address_type": "InternalIP",
      "host_name": null,
      "port_name": null,
      "protocol": "tcp",
      "tls": false,
      "hops": null,
      "attempts": 1,
      "samples": []
    }
  ],
  "summary": {
    "paths": 2,
    "kept": 2,
    "better": 0,
    "broken": 0,
    "inconclusive": 0,
    "exit_code": 4,
    "health": {
      "ports": 0,
      "kept": 0,
      "broken": 0,
      "inconclusive": 0
    }
  },
  "gaps": [
    "pods may not be listed: pods are told from their addresses alone"
  ],
  "skipped": [
    "default/kubernetes: this is the API server"
  ],
  "services": [
    {
      "namespace": "default",
      "service": "nodeport",
      "paths": 2,
      "kept": 2,
      "better": 0,
      "broken": 0,
      "inconclusive": 0,
      "verdict": "pass"
    }
  ],
  "health": [],
  "advice": []
}
)");
}

TEST(sweep_json, does_not_depend_on_the_order_or_the_speed_of_the_sweep) {
    const cluster_facts facts = recorded_cluster();
    std::vector<sweep_row> rows = recorded_rows("p-client-2", facts);
    const std::string once = json_of(facts, rows);
    std::reverse(rows.begin(), rows.end());
    for (sweep_row& row : rows)
        row.observation.elapsed = std::chrono::microseconds(12345);
    EXPECT_EQ(json_of(facts, rows), once);
}

TEST(sweep_json, has_nulls_for_what_is_not_known) {
    const plan made = make_direct_plan({addr("192.0.2.1")}, 80);
    const observation none = unanswered(contact::timeout);
    const std::vector<sweep_row> rows{{made.paths[0], none, judge(made.paths[0], none, cluster_facts{}, {})}};
    const auto parsed = boost::json::parse(json_of({}, rows, {}));
    const auto& row = parsed.at("rows").at(0);
    for (const char* key : {"namespace", "service", "node", "policy", "carried_in", "note", "server"})
        EXPECT_TRUE(row.at(key).is_null()) << key;
    EXPECT_TRUE(row.at("seen").at("client_address").is_null());
    EXPECT_TRUE(row.at("seen").at("rewritten_by").is_null());
    EXPECT_EQ(row.at("verdict"), "inconclusive");
    EXPECT_EQ(row.at("promise").at("rule"), "no-api");
    EXPECT_TRUE(parsed.at("cluster").at("namespace").is_null());
    EXPECT_EQ(parsed.at("summary").at("exit_code"), 4);
}

TEST(sweep_json, is_an_empty_list_for_no_rows) {
    EXPECT_NE(json_of({}, {}).find("\n  \"rows\": [],\n"), std::string::npos);
}

TEST(sweep_json, survives_any_byte) {
    cluster_facts facts;
    std::string hostile;
    for (int c = 0; c != 256; ++c)
        hostile += static_cast<char>(c);
    facts.server_version = hostile;
    facts.gaps = {hostile, "\xC2\x9B[31m \xE2\x80\xAE \xF0\x9F\x98\x80 \xED\xA0\x80"};
    const std::string text = json_of(facts, {});
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find("\xC2\x9B"), std::string::npos);
    EXPECT_EQ(text.find("\xE2\x80\xAE"), std::string::npos);
    std::string valid;
    append_valid_utf8(text, valid);
    EXPECT_EQ(valid, text);
    const auto parsed = boost::json::parse(text);
    EXPECT_EQ(parsed.at("gaps").at(1),
              "\xC2\x9B[31m \xE2\x80\xAE \xF0\x9F\x98\x80 \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(json_string, escapes) {
    std::string out;
    append_json_string("a\"\\/\n\x7f\xC2\x85é😀\xFF", out);
    EXPECT_EQ(out, "\"a\\\"\\\\/\\u000a\\u007f\\u0085é😀\xEF\xBF\xBD\"");
}

TEST(pretty_json, round_trips) {
    const auto value = boost::json::parse(R"({"a":[1,-2,true,null,{}],"b":{"c":[]},"d":18446744073709551615})");
    EXPECT_EQ(boost::json::parse(pretty_json(value)), value);
    EXPECT_EQ(pretty_json(boost::json::parse("[1,{}]")), "[\n  1,\n  {}\n]\n");
}

} // namespace
} // namespace srcip::probe
