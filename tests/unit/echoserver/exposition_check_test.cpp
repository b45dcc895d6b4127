#include "tests/support/exposition_check.hpp"

#include <gmock/gmock.h>

namespace srcip::test {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::StartsWith;

constexpr std::string_view good = "# HELP a_total Text, even with \\\\ and \\n in it.\n"
                                  "# TYPE a_total counter\n"
                                  "a_total{x=\"1\",y=\"\\\"\\\\\\n€\"} 1\n"
                                  "a_total{x=\"2\"} 18446744073709551615\n"
                                  "# HELP process_open_fds Text.\n"
                                  "# TYPE process_open_fds gauge\n"
                                  "process_open_fds -1.5e+09\n";

TEST(ExpositionCheck, HasNothingAgainstAGoodPage) { EXPECT_THAT(exposition_problems(good), IsEmpty()); }

struct bad_page {
    std::string_view what;
    std::string text;
    std::string_view problem;
};

std::string counter_page(std::string_view sample) {
    return "# HELP a_total x\n# TYPE a_total counter\n" + std::string(sample) + "\n";
}

std::string gauge_page(std::string_view name) {
    const std::string n(name);
    return "# HELP " + n + " x\n# TYPE " + n + " gauge\n" + n + " 1\n";
}

const bad_page bad_pages[] = {
    {"nothing", "", "the page does not end"},
    {"no last line feed", std::string(good.substr(0, good.size() - 1)), "the page does not end"},
    {"empty line", "\n" + std::string(good), "an empty line"},
    {"carriage return", counter_page("a_total 1\r"), "a control byte"},
    {"not UTF-8", counter_page("a_total{x=\"\xff\"} 1"), "a control byte"},
    {"other comment", "# EOF\n", "a comment"},
    {"no HELP", "# TYPE a_total counter\na_total 1\n", "TYPE without its HELP"},
    {"empty HELP", "# HELP a_total \n# TYPE a_total counter\na_total 1\n", "HELP without text"},
    {"HELP escape", "# HELP a_total \\t\n# TYPE a_total counter\na_total 1\n", "an escape"},
    {"no TYPE", "# HELP a_total x\na_total 1\n", "a sample without its TYPE"},
    {"TYPE of another", "# HELP a_total x\n# TYPE b_total counter\nb_total 1\n", "TYPE without its HELP"},
    {"TYPE behind samples", "# HELP a_total x\na_total 1\n# TYPE a_total counter\n", "TYPE behind samples"},
    {"TYPE twice", "# HELP a_total x\n# TYPE a_total counter\n# TYPE a_total counter\na_total 1\n", "a second TYPE"},
    {"HELP twice", "# HELP a_total x\n# HELP a_total x\n# TYPE a_total counter\na_total 1\n", "a second HELP"},
    {"two blocks", std::string(good) + counter_page("a_total{x=\"3\"} 1"), "a second HELP"},
    {"unknown type", "# HELP a x\n# TYPE a timer\na 1\n", "neither counter nor gauge"},
    {"counter without _total", "# HELP a x\n# TYPE a counter\na 1\n", "counters end in _total"},
    {"gauge with _total", "# HELP a_total x\n# TYPE a_total gauge\na_total 1\n", "counters end in _total"},
    {"no samples", "# HELP a_total x\n# TYPE a_total counter\n", "a family without samples"},
    {"sample of another", counter_page("b_total 1"), "a sample without its TYPE"},
    {"camelCase", gauge_page("openFds"), "a name that is not snake_case"},
    {"colon", gauge_page("a:b"), "a name that is not snake_case"},
    {"digit first", gauge_page("1a"), "a name that is not snake_case"},
    {"dash", gauge_page("a-b"), "a name that is not snake_case"},
    {"type in the name", gauge_page("a_gauge"), "a type, an abbreviation"},
    {"unit", gauge_page("a_milliseconds"), "a type, an abbreviation"},
    {"abbreviation", gauge_page("a_ms"), "a type, an abbreviation"},
    {"histogram's suffix", gauge_page("a_count"), "a histogram's suffix"},
    {"duplicate", counter_page("a_total 1\na_total 2"), "a sample that was there"},
    {"duplicate with labels", counter_page("a_total{x=\"1\"} 1\na_total{x=\"1\"} 2"), "a sample that was there"},
    {"label twice", counter_page("a_total{x=\"1\",x=\"2\"} 1"), "a label twice"},
    {"reserved label", counter_page("a_total{__x=\"1\"} 1"), "a label name"},
    {"histogram's label", counter_page("a_total{le=\"1\"} 1"), "a label name"},
    {"label escape", counter_page("a_total{x=\"\\t\"} 1"), "an escape"},
    {"unescaped quote", counter_page("a_total{x=\"a\"b\"} 1"), "a label name"},
    {"open label value", counter_page("a_total{x=\"1} 1"), "a label value that does not end"},
    {"open labels", counter_page("a_total{x=\"1\" 1"), "labels that do not end"},
    {"no value", counter_page("a_total"), "no space before the value"},
    {"no number", counter_page("a_total one"), "a value that is no number"},
    {"timestamp", counter_page("a_total 1 1700000000"), "a value that is no number"},
    {"negative counter", counter_page("a_total -1"), "a counter below zero"},
    {"counter that is no number", counter_page("a_total nan"), "a counter below zero"},
};

TEST(ExpositionCheck, SaysWhatIsWrongWithABadPage) {
    for (const auto& [what, text, problem] : bad_pages)
        EXPECT_THAT(exposition_problems(text), Contains(StartsWith(std::string(problem)))) << what;
}

TEST(ExpositionCheck, FindsASampleByAllOfItsName) {
    EXPECT_EQ(exposed_value(good, "a_total{x=\"2\"}"), "18446744073709551615");
    EXPECT_EQ(exposed_value(good, "process_open_fds"), "-1.5e+09");
    EXPECT_EQ(exposed_value(good, "process_open"), "");
    EXPECT_EQ(exposed_value(good, "a_total"), "");
}

} // namespace
} // namespace srcip::test
