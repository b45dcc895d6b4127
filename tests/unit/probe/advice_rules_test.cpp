#include "probe/advice_rules.hpp"

#include "advice_situation.hpp"
#include "probe/advice_wording.hpp"
#include "tests/support/test_data.hpp"

#include <fstream>
#include <iterator>
#include <set>

namespace srcip::probe {
namespace {

std::string table_line(const advice_rule& rule) {
    std::string line = "| " + std::to_string(rule.number) + " | `" + std::string(rule.id) + "`";
    for (const std::string_view cell : {rule.seen, rule.cause, rule.fix, rule.reference})
        line += " | " + std::string(cell);
    return line + " |\n";
}

TEST(advice_rules, are_numbered_named_and_worded) {
    unsigned number = 0;
    std::set<std::string_view> ids;
    for (const advice_rule& rule : advice_rules()) {
        EXPECT_EQ(rule.number, ++number);
        EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
        EXPECT_EQ(rule.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"), std::string_view::npos) << rule.id;
        EXPECT_LE(rule.id.size(), 30U) << rule.id;
        for (const std::string_view sentence : {rule.seen, rule.cause, rule.fix}) {
            EXPECT_EQ(sentence.back(), '.') << rule.id;
            EXPECT_EQ(sentence.find('|'), std::string_view::npos) << rule.id;
        }
        EXPECT_FALSE(rule.reference.empty());
        EXPECT_EQ(find_advice(rule.id), &rule);
        EXPECT_EQ(find_advice(std::to_string(rule.number)), &rule);
    }
    EXPECT_EQ(find_advice("0"), nullptr);
    EXPECT_EQ(find_advice(""), nullptr);
}

/// docs/advice.md has one table line for each, in the same order, and none for anything else.
TEST(advice_rules, are_what_the_documentation_says) {
    std::ifstream file(srcip::test::checkout_file("docs/advice.md"));
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    std::string expected;
    for (const advice_rule& rule : advice_rules())
        expected += table_line(rule);
    ASSERT_NE(text.find(expected), std::string::npos) << "the table should be\n" << expected;
    EXPECT_EQ(text.find("| `", text.find(expected) + expected.size()), std::string::npos) << "advice that is none";
}

TEST(advise, has_nothing_to_say_of_nothing) {
    EXPECT_EQ(made_up().numbers(), "");
    made_up nothing;
    nothing.facts = {};
    by_node(nothing.cluster_port(1));
    EXPECT_EQ(nothing.numbers(), "1 default/nodeport") << "rows of a saved report come without facts";
}

TEST(advise, begins_with_what_explains_a_broken_promise) {
    made_up made;
    by_node(made.cluster_port(2));
    by_node(made.local_port(1), 1);
    EXPECT_EQ(made.numbers(), "12 default/nodeport-local, 1 default/nodeport");
}

TEST(advise, shows_thirty_two_pieces_of_evidence_and_says_how_many_there_are) {
    made_up made;
    for (int n = 0; n != 100; ++n) {
        sweep_row& row = by_node(made.cluster_port(1));
        row.path.target.port = static_cast<std::uint16_t>(30000 + n);
        row.path.id = make_path_id(row.path);
    }
    ASSERT_EQ(made.advised().size(), 1U);
    EXPECT_EQ(made.advised()[0].evidence.size(), 32U);
    EXPECT_EQ(made.advised()[0].evidence_total, 100U);
}

struct wording {
    std::string_view sentence;
    std::string_view subject;
    std::string_view filled;
};

TEST(advice_wording, fills_in_what_was_found) {
    advice_finding one;
    one.nodes = {"n1"};
    one.addresses = {addr("10.0.0.1"), addr("fd00::1")};
    const wording cases[] = {
        {"{service} on {nodes}.", "a/b", "a/b on node n1."},
        {"{service} on {nodes}.", "", "The service on node n1."},
        {"{nodes} sees {addresses}.", "a/b", "Node n1 sees 10.0.0.1 and fd00::1."},
        {"kubectl -n {namespace} get {name}", "a/b", "kubectl -n a get b"},
        {"kubectl -n {namespace} get {name}", "", "kubectl -n NAMESPACE get NAME"},
        {"kubectl -n {namespace} get {name}", "a b/$(reboot)", "kubectl -n NAMESPACE get NAME"},
        {"kubectl -n {namespace} get {name}", "-h/-h", "kubectl -n NAMESPACE get NAME"},
        {"-p '{\"spec\":{}}' {unknown} {", "a/b", "-p '{\"spec\":{}}' {unknown} {"},
        {"", "a/b", ""},
    };
    for (const wording& c : cases)
        EXPECT_EQ(advice_wording(c.sentence, c.subject, one), c.filled);
}

TEST(advice_wording, leaves_names_in_capitals_where_nothing_was_found) {
    EXPECT_EQ(advice_in_general("{service}, {nodes} ({addresses}): kubectl -n {namespace} get {name} -p '{}' {other}"),
              "SERVICE, NODE (ADDRESS): kubectl -n NAMESPACE get NAME -p '{}' {other}");
}

TEST(advice_wording, counts_what_is_too_much_to_name) {
    advice_finding many;
    many.nodes = {"n1", "n2", "n3", "n4", "n5", "n6"};
    EXPECT_EQ(advice_wording("On {nodes}.", "", many), "On nodes n1, n2, n3, n4 and 2 more.");
    EXPECT_EQ(advice_wording("{nodes} {addresses}", "", {}), "A node another address");
}

} // namespace
} // namespace srcip::probe
