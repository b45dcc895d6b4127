#include "probe/report/table.hpp"

#include "recorded_run.hpp"

#include "probe/report/cells.hpp"

#include <gtest/gtest.h>
#include <sstream>

namespace srcip::probe {
namespace {

const std::vector<std::string> nothing_skipped;

std::string table_of(const std::string& from_name, const table_style& style = {}) {
    const cluster_facts facts = recorded_cluster();
    const std::vector<sweep_row> rows = recorded_rows(from_name, facts);
    const vantage from = find_vantage(facts, {addr(recorded_vantage_points().at(from_name))});
    return render_table({from, facts, rows, nothing_skipped, "1.2.3"}, style);
}

TEST(sweep_table, is_what_people_paste_into_tickets) {
    EXPECT_EQ(table_of("p-echo-1"),
              R"(from pod default/echo-1 on n1 (10.180.1.136), Kubernetes v1.20.2, namespace default

  KIND          NODE  ADDRESS:PORT       SEEN                      CLIENT ADDRESS  PROMISE  RULE

default/clusterip  ClusterIP, endpoint on n1
  ClusterIP     -     10.0.70.205:80     snat by pod bridge of n1  10.180.1.1      ✓ kept   clusterip-self

default/loadbalancer  LoadBalancer, Cluster, endpoint on n1
  LoadBalancer  -     203.0.113.140:80   snat by pod bridge of n1  10.180.1.1      ✓ kept   vip-cluster

default/loadbalancer-local  LoadBalancer, Local, endpoint on n1
  LoadBalancer  -     203.0.113.141:80   snat by pod bridge of n1  10.180.1.1      ✓ kept   vip-local-self

default/no-endpoints  NodePort, Cluster, no endpoints
  NodePort      n1    10.240.0.11:30084  refused                   -               ✓ kept   no-endpoints
  NodePort      n2    10.240.0.12:30084  refused                   -               ✓ kept   no-endpoints
  NodePort      n3    10.240.0.13:30084  refused                   -               ✓ kept   no-endpoints

default/nodeport  NodePort, Cluster, endpoint on n1
  NodePort      n1    10.240.0.11:30080  snat by pod bridge of n1  10.180.1.1      ✓ kept   nodeport-cluster
  NodePort      n2    10.240.0.12:30080  snat by node n2           10.240.0.12     ✓ kept   nodeport-cluster
  NodePort      n3    10.240.0.13:30080  snat by node n3           10.240.0.13     ✓ kept   nodeport-cluster

default/nodeport-local  NodePort, Local, endpoint on n1
  NodePort      n1    10.240.0.11:30081  snat by pod bridge of n1  10.180.1.1      ✓ kept   nodeport-local-self
  NodePort      n2    10.240.0.12:30081  snat by node n2           10.240.0.12     ✓ kept   nodeport-local-self-other-node
  NodePort      n3    10.240.0.13:30081  snat by node n3           10.240.0.13     ✓ kept   nodeport-local-self-other-node

12 paths: 12 kept, 0 better, 0 broken, 0 inconclusive
)");
}

/// One row for every outcome of a promise.
struct mixed_sweep {
    cluster_facts facts = recorded_cluster();
    vantage from{vantage_kind::outside, "", "", {addr("198.51.100.79")}};
    std::vector<sweep_row> rows;
    std::vector<std::string> skipped{"default/kubernetes: this is the API server"};

    mixed_sweep() {
        plan_options options;
        options.services = {"default/nodeport", "default/nodeport-local"};
        observation garbage = unanswered(contact::not_echo);
        garbage.detail = "HTTP 404";
        const observation seen[] = {answered("198.51.100.79", "198.51.100.79"),
                                    answered("198.51.100.79", "10.240.0.12"),
                                    garbage,
                                    answered("198.51.100.79", "10.240.0.11"),
                                    unanswered(contact::hang),
                                    unanswered(contact::hang)};
        for (const path& path : make_plan(facts, from, options).paths)
            rows.push_back({path, seen[rows.size()], judge(path, seen[rows.size()], facts, from)});
        facts.gaps = {"pods may not be listed"};
    }

    std::string table(const table_style& style) const {
        return render_table({from, facts, rows, skipped, "1.2.3"}, style);
    }
};

TEST(sweep_table, explains_what_needs_it_below) {
    EXPECT_EQ(mixed_sweep().table({0, false, false}),
              R"(from outside (198.51.100.79), Kubernetes v1.20.2, namespace default

  KIND      NODE  ADDRESS:PORT       SEEN             CLIENT ADDRESS  PROMISE         RULE

default/nodeport  NodePort, Cluster, endpoint on n1
  NodePort  n1    10.240.0.11:30080  preserved        198.51.100.79   ^ better        nodeport-cluster
  NodePort  n2    10.240.0.12:30080  snat by node n2  10.240.0.12     + kept          nodeport-cluster
  NodePort  n3    10.240.0.13:30080  not-echo         -               ? inconclusive  nodeport-cluster

default/nodeport-local  NodePort, Local, endpoint on n1
  NodePort  n1    10.240.0.11:30081  snat by node n1  10.240.0.11     x broken        nodeport-local-endpoint
  NodePort  n2    10.240.0.12:30081  hang             -               + kept          nodeport-local-no-endpoint
  NodePort  n3    10.240.0.13:30081  hang             -               + kept          nodeport-local-no-endpoint

6 paths: 3 kept, 1 better, 1 broken, 1 inconclusive
note: default/nodeport NodePort n3 10.240.0.13:30080: HTTP 404
note: 2 paths: the connection was accepted and never answered
not known: pods may not be listed
not walked: default/kubernetes: this is the API server
)");
}

std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

TEST(sweep_table, fits_every_terminal_and_never_ends_a_line_in_a_space) {
    const mixed_sweep sweep;
    for (std::size_t width = 1; width != 140; ++width)
        for (const std::string& line : lines_of(sweep.table({width, false, width % 2 == 0}))) {
            EXPECT_FALSE(line.ends_with(' ')) << width << ": " << line;
            const bool sentence = line.starts_with("note: ") || line.starts_with("not ");
            EXPECT_TRUE(sentence || display_width(line) <= width) << line;
        }
}

TEST(sweep_table, shortens_what_matters_least) {
    const std::string text = mixed_sweep().table({98, false, true});
    EXPECT_NE(text.find("10.240.0.12:30081  hang             -               ✓ kept          …no-endpoint\n"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("? inconclusive"), std::string::npos);
}

std::string without_colour(const std::string& text) {
    std::string plain;
    for (std::size_t i = 0; i != text.size(); ++i)
        if (text[i] == '\x1b')
            i = text.find('m', i);
        else
            plain += text[i];
    return plain;
}

TEST(sweep_table, says_nothing_by_colour_alone) {
    for (const std::size_t width : {0U, 60U, 90U}) {
        const std::string coloured = mixed_sweep().table({width, true, true});
        EXPECT_NE(coloured.find("\x1b[1;31m✗ broken\x1b[0m"), std::string::npos);
        EXPECT_EQ(without_colour(coloured), mixed_sweep().table({width, false, true}));
    }
}

TEST(sweep_table, neither_obeys_nor_misaligns_on_foreign_text) {
    mixed_sweep sweep;
    sweep.facts.server_version = "\x1b]52;c;aGk=\x07";
    sweep.facts.gaps = {"a\nforged line", "\xC2\x9B[31m"};
    sweep.skipped = {"\xE2\x80\xAE reversed"};
    sweep.rows[0].path.node = "节点😀";
    sweep.rows[1].path.node = "e\xCC\x81";
    sweep.rows[2].path.node = "\x1b[2J";
    sweep.rows[2].verdict.note = std::string("\0\x9b\r\n", 4);
    sweep.rows[3].path.name_space = "\xFF";
    const std::string text = sweep.table({0, false, true});
    for (const char* bad : {"\x1b", "\r", "\x07", "\xC2\x9B", "\xE2\x80\xAE", "\nforged", "\xFF"})
        EXPECT_EQ(text.find(bad), std::string::npos) << text;
    EXPECT_EQ(text.find('\0'), std::string::npos);
    std::size_t column = 0;
    for (const std::string& line : lines_of(text))
        if (const std::size_t at = line.find("10.240.0.1"); line.starts_with("  NodePort") && at != std::string::npos) {
            const std::size_t width = display_width(line.substr(0, at));
            EXPECT_TRUE(column == 0 || column == width) << line;
            column = width;
        }
}

TEST(sweep_table, works_without_an_api) {
    const plan made = make_direct_plan({addr("192.0.2.1")}, 80);
    const observation seen = answered("192.0.2.7", "192.0.2.9");
    const vantage from{vantage_kind::outside, "", "", {addr("192.0.2.7")}};
    const std::vector<sweep_row> rows{{made.paths[0], seen, judge(made.paths[0], seen, cluster_facts{}, from)}};
    EXPECT_EQ(render_table({from, {}, rows, nothing_skipped, "1"}, {}), R"(from outside (192.0.2.7)

  KIND      NODE  ADDRESS:PORT  SEEN             CLIENT ADDRESS  PROMISE         RULE

addresses named by the user
  NodePort  -     192.0.2.1:80  snat by unknown  192.0.2.9       ? inconclusive  no-api

1 path: 0 kept, 0 better, 0 broken, 1 inconclusive
)");
}

TEST(sweep_table, of_nothing_is_short) {
    EXPECT_EQ(render_table({{}, {}, {}, nothing_skipped, "1"}, {}),
              "from outside\n\n0 paths: 0 kept, 0 better, 0 broken, 0 inconclusive\n");
}

TEST(cells, are_counted_as_a_terminal_does) {
    EXPECT_EQ(display_width("abc"), 3U);
    EXPECT_EQ(display_width("✓ kept"), 6U);
    EXPECT_EQ(display_width("节点"), 4U);
    EXPECT_EQ(display_width("😀"), 2U);
    EXPECT_EQ(display_width("e\xCC\x81"), 1U);
    EXPECT_EQ(display_width("\xFF"), 1U);
}

TEST(cells, are_cut_between_characters) {
    EXPECT_EQ(fit("abcdef", 6, "…"), "abcdef");
    EXPECT_EQ(fit("abcdef", 4, "…"), "abc…");
    EXPECT_EQ(fit("节点名", 4, "…"), "节…");
    EXPECT_EQ(fit("ae\xCC\x81io", 3, "~"), "ae\xCC\x81~");
    EXPECT_EQ(fit("abc", 1, "…"), "…");
    EXPECT_EQ(fit("abc", 0, "…"), "");
    EXPECT_EQ(fit_end("abcdef", 4, "…"), "…def");
    EXPECT_EQ(fit_end("节点名", 4, "…"), "…名");
    EXPECT_EQ(fit_end("abe\xCC\x81i", 2, "…"), "…i");
    EXPECT_EQ(fit_end("abc", 0, "…"), "");
}

} // namespace
} // namespace srcip::probe
