#include "report_fixture.hpp"

#include "probe/report/formats.hpp"
#include "probe/report/github.hpp"
#include "probe/report/markdown_text.hpp"
#include "probe/report/references.hpp"

#include "tests/support/exposition_check.hpp"

#include <srcip/utf8.hpp>

#include <boost/json/parse.hpp>

#include <algorithm>
#include <gtest/gtest.h>
#include <regex>

namespace srcip::probe {
namespace {

/// Tables and pages for people have tests of their own.
constexpr report_format machine_formats[] = {report_format::json,   report_format::junit, report_format::markdown,
                                             report_format::github, report_format::csv,   report_format::prometheus,
                                             report_format::tap};

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    for (; !text.empty(); text.remove_prefix(std::min(text.find('\n') + 1, text.size()))) {
        EXPECT_NE(text.find('\n'), std::string_view::npos) << "the last line has no end";
        lines.emplace_back(text.substr(0, text.find('\n')));
    }
    return lines;
}

/// What no output may hold, wherever it is shown: see printable().
bool is_unsafe(char32_t c) {
    return (c < 0x20 && c != '\n' && c != '\r') || (c >= 0x7F && c <= 0x9F) || c == 0x61C || c == 0x200E ||
           c == 0x200F || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

bool is_safe_text(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = utf8_sequence_length(text);
        if (length == 0 || is_unsafe(utf8_code_point(text.substr(0, length))))
            return false;
        text.remove_prefix(length);
    }
    return true;
}

/// A test that is done with every hostile text. One ctest each: a process for every text would take longer than the
/// test.
#define HOSTILE_TEST(name)                                                                                             \
    void name(const std::string& text);                                                                                \
    TEST(report_of_hostile_texts, name) {                                                                              \
        for (const std::string& text : hostile_texts()) {                                                              \
            SCOPED_TRACE(testing::Message() << "hostile text " << &text - hostile_texts().data());                     \
            name(text);                                                                                                \
        }                                                                                                              \
    }                                                                                                                  \
    void name(const std::string& text)

/// The same report with a harmless word in place of every text.
std::string harmless(report_format format) { return render(format, hostile_report("word").report()); }

std::string rendered(report_format format, const std::string& text) {
    return render(format, hostile_report(text).report());
}

HOSTILE_TEST(is_safe_to_look_at_in_every_format) {
    for (const report_format format : machine_formats)
        EXPECT_TRUE(is_safe_text(rendered(format, text))) << to_string(format);
}

HOSTILE_TEST(keeps_its_length_within_bounds) {
    for (const report_format format : machine_formats) {
        const std::size_t limit = format == report_format::json ? 20'000'000 : 400'000; // JSON keeps every byte
        EXPECT_LT(rendered(format, text).size(), limit) << to_string(format);
    }
}

HOSTILE_TEST(is_json) {
    const auto parsed = boost::json::parse(rendered(report_format::json, text));
    EXPECT_EQ(parsed.at("rows").as_array().size(), 2U);
}

HOSTILE_TEST(adds_no_tag_to_junit) {
    const std::string xml = rendered(report_format::junit, text);
    const std::string plain = harmless(report_format::junit);
    for (const char c : {'<', '>', '\n'})
        EXPECT_EQ(std::count(xml.begin(), xml.end(), c), std::count(plain.begin(), plain.end(), c)) << c;
    for (std::size_t at = xml.find('&'); at != std::string::npos; at = xml.find('&', at + 1))
        EXPECT_TRUE(std::regex_search(xml.substr(at, 8), std::regex("^&(amp|lt|gt|quot);")));
    EXPECT_EQ(xml.find("\xEF\xBF\xBE"), std::string::npos);
    EXPECT_EQ(xml.find("\xEF\xBF\xBF"), std::string::npos);
}

/// RFC 4180, as strictly as it is written. Empty when the text breaks it.
std::vector<std::vector<std::string>> read_csv(std::string_view text) {
    std::vector<std::vector<std::string>> rows{{}};
    while (!text.empty()) {
        std::string field;
        if (text.starts_with('"')) {
            for (text.remove_prefix(1); !text.empty(); text.remove_prefix(1)) {
                if (text.front() == '"' && !text.starts_with("\"\""))
                    break;
                if (text.front() == '"')
                    text.remove_prefix(1);
                field += text.front();
            }
            if (text.empty())
                return {};
            text.remove_prefix(1);
        } else {
            field = text.substr(0, text.find_first_of(",\r\n\""));
            text.remove_prefix(field.size());
        }
        rows.back().push_back(field);
        if (text.starts_with("\r\n")) {
            text.remove_prefix(2);
            rows.emplace_back();
        } else if (text.starts_with(',')) {
            text.remove_prefix(1);
        } else {
            return {};
        }
    }
    rows.pop_back();
    return rows;
}

HOSTILE_TEST(is_csv_without_formulas) {
    const auto rows = read_csv(rendered(report_format::csv, text));
    ASSERT_EQ(rows.size(), 4U) << "names, two paths, a health port";
    for (const auto& row : rows) {
        EXPECT_EQ(row.size(), rows[0].size());
        for (const std::string& field : row)
            EXPECT_FALSE(std::regex_search(field, std::regex("^[ \t\r]*[-=+@]"))) << field;
    }
}

HOSTILE_TEST(forges_no_test_of_tap) {
    const std::regex line("TAP version 14|1\\.\\.3|(not )?ok [1-3] - ([^\\\\#]|\\\\\\\\|\\\\#)*( # SKIP "
                          "([^\\\\#]|\\\\\\\\|\\\\#)*)?|  ---|  \\.\\.\\.|  [a-z_0-9]+: \".*\"|#.*",
                          std::regex::optimize);
    const auto lines = lines_of(rendered(report_format::tap, text));
    EXPECT_EQ(lines.size(), lines_of(harmless(report_format::tap)).size());
    for (const std::string& one : lines)
        EXPECT_TRUE(one.size() >= 20'000 || std::regex_match(one, line)) << one; // std::regex recurses
}

HOSTILE_TEST(is_a_page_of_metrics) {
    const std::string page = rendered(report_format::prometheus, text);
    EXPECT_EQ(test::exposition_problems(page), std::vector<std::string>()) << page;
    EXPECT_EQ(lines_of(page).size(), lines_of(harmless(report_format::prometheus)).size());
}

HOSTILE_TEST(forges_no_workflow_command) {
    const auto lines = lines_of(rendered(report_format::github, text));
    EXPECT_EQ(lines.size(), lines_of(harmless(report_format::github)).size());
    for (const std::string& line : lines) {
        EXPECT_TRUE(line.starts_with("::error title=") || line.starts_with("::warning title=") ||
                    line.starts_with("::notice title="))
            << line;
        const std::string properties = line.substr(2, line.find("::", 2) - 2);
        EXPECT_EQ(properties.find(','), std::string::npos) << line;
    }
}

/// No line of any output that may go to a step's log is a command, however the runner trims it.
HOSTILE_TEST(commands_nothing_from_another_format) {
    for (const report_format format : machine_formats)
        for (const std::string& line : lines_of(rendered(format, text))) {
            const std::string trimmed = line.substr(std::min(line.find_first_not_of(" \t"), line.size()));
            const bool command = trimmed.starts_with("::") && format != report_format::github;
            EXPECT_FALSE(command || trimmed.starts_with("##[")) << to_string(format) << line;
        }
}

std::string without(std::string text, std::initializer_list<std::string_view> parts) {
    for (const std::string_view part : parts)
        for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at))
            text.erase(at, part.size());
    return text;
}

HOSTILE_TEST(adds_nothing_to_the_structure_of_markdown) {
    const std::string page = rendered(report_format::markdown, text);
    const std::string plain = harmless(report_format::markdown);
    const auto lines = lines_of(page);
    const auto model = lines_of(plain);
    ASSERT_EQ(lines.size(), model.size());
    for (std::size_t i = 0; i != lines.size(); ++i) {
        EXPECT_EQ(std::count(lines[i].begin(), lines[i].end(), '|'), std::count(model[i].begin(), model[i].end(), '|'));
        EXPECT_EQ(lines[i].substr(0, 2), model[i].substr(0, 2));
    }
    const std::string rest =
        without(page, {"<code>", "</code>", "<!-- -->", "<details>", "</details>", "<summary>", "</summary>"});
    EXPECT_EQ(rest.find_first_of("<>\\"), std::string::npos) << rest;
}

TEST(markdown_text, shows_any_text_as_it_is) {
    EXPECT_EQ(markdown_code("default/web"), "`default/web`");
    EXPECT_EQ(markdown_code(""), "–");
    EXPECT_EQ(markdown_code("a`b"), "<code>a&#96;b</code>");
    EXPECT_EQ(markdown_code("a|b"), "<code>a&#124;b</code>");
    EXPECT_EQ(html_code("a-1/b.c www.d:*"), "<code>a-1/b.c&#32;www&#46;d&#58;&#42;</code>");
    EXPECT_EQ(markdown_code(" a"), "<code>&#32;a</code>");
    EXPECT_EQ(markdown_prose("It is so, isn't it? (50%)"), "It is so, isn't it? (50%)");
    EXPECT_EQ(markdown_prose("*a* [b](c) <d> e|f"), "&#42;a&#42; &#91;b&#93;(c) &#60;d&#62; e&#124;f");
    EXPECT_EQ(markdown_prose("@all #1"), "&#64;<!-- -->all &#35;<!-- -->1");
    EXPECT_EQ(markdown_prose("see: https://x www.y"), "see: https&#58;//x www&#46;y");
}

TEST(reference_url, is_for_pages_and_threads_only) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"kubernetes/kubernetes#71851", "https://github.com/kubernetes/kubernetes/issues/71851"},
        {"https://kubernetes.io/docs/x/#y", "https://kubernetes.io/docs/x/#y"},
        {"Service spec.externalTrafficPolicy", ""},
        {"https://", ""},
        {"https://x/<y>", ""},
        {"https://x/(y)", ""},
        {"javascript:alert(1)", ""},
        {"http://x/", ""},
        {"a/b#1, c#2", ""},
        {"a/b#", ""},
        {"#1", ""},
        {"a#1/b", ""},
        {"/b#1", ""},
        {"", ""},
    };
    for (const auto& [reference, url] : cases)
        EXPECT_EQ(reference_url(reference), url) << reference;
}

std::string job_summary(const sweep_report& report, std::size_t room) {
    std::string text;
    text_output out([&](std::string_view piece) { text += piece; });
    render_job_summary(report, room, out);
    out.finish();
    return text;
}

TEST(job_summary, stays_within_its_room) {
    report_fixture f = complete_report();
    const std::vector<sweep_row> few = f.rows;
    for (unsigned copy = 0; copy != 600; ++copy)
        f.rows.insert(f.rows.end(), few.begin(), few.end());
    const std::string text = job_summary(f.report(), 1'000'000);
    EXPECT_GT(text.size(), 900'000U);
    EXPECT_LT(text.size(), 1'000'000U);
    EXPECT_NE(text.find(" lines are left out here"), std::string::npos);
    EXPECT_EQ(job_summary(f.report(), 1000), "");
}

TEST(job_summary, stays_within_its_room_whatever_is_in_it) {
    for (const std::string& text : hostile_texts()) {
        report_fixture f = hostile_report(text);
        const std::vector<sweep_row> few = f.rows;
        const advice one = f.advices[0];
        for (unsigned copy = 0; copy != 20; ++copy) {
            f.rows.insert(f.rows.end(), few.begin(), few.end());
            f.advices.push_back(one);
        }
        EXPECT_LT(job_summary(f.report(), 200'000).size(), 200'000U);
    }
}

TEST(workflow_commands, are_no_more_than_github_shows) {
    report_fixture f = complete_report();
    const std::vector<sweep_row> few = f.rows;
    for (unsigned copy = 0; copy != 20; ++copy)
        f.rows.insert(f.rows.end(), few.begin(), few.end());
    const auto lines = lines_of(render(report_format::github, f.report()));
    ASSERT_EQ(lines.size(), 21U);
    EXPECT_EQ(lines[9], "::error title=sipprobe::and 76 more broken promises");
}

} // namespace
} // namespace srcip::probe
