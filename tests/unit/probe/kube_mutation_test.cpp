#include "probe/kube/objects.hpp"
#include "probe/kube/page_parser.hpp"

#include "tests/unit/probe/kube_support.hpp"

#include <gtest/gtest.h>

#include <tuple>

namespace srcip::probe::kube {
namespace {

/// Puts every item through every reader: a server may send anything anywhere.
class all_readers final : public item_sink {
  public:
    outcome<void> item(const boost::json::value& value) override {
        gap_list gaps;
        (void)read_node(value, gaps);
        (void)read_service(value, gaps);
        (void)read_pod(value, gaps);
        for (auto* read : {&read_endpoint_slice, &read_endpoints}) {
            if (std::optional<endpoint_group> group = read(value, gaps))
                merge_endpoints(endpoints_, std::move(group->endpoints));
        }
        endpoints_.clear();
        return {};
    }
    void restart() override {}

  private:
    std::vector<endpoint_facts> endpoints_;
};

void feed(std::string_view text) {
    all_readers sink;
    page_parser parser("X", &sink);
    if (parser.write(text))
        (void)parser.finish();
}

class mutation : public ::testing::TestWithParam<const char*> {};

/// A byte becomes one of these, or, as the last variant, its neighbour that differs in the lowest bit.
constexpr std::string_view replacements = "\"0-[}\\\xffn";
constexpr std::size_t variants = replacements.size() + 1;

/// One test a variant: all of a large document's at once would need minutes under a sanitizer.
class changed_byte : public ::testing::TestWithParam<std::tuple<const char*, std::size_t>> {};

TEST_P(changed_byte, is_survived_everywhere) {
    const auto [name, variant] = GetParam();
    const std::string text = recorded(name);
    std::string changed = text;
    for (std::size_t i = 0; i < text.size(); ++i) {
        changed[i] = variant < replacements.size() ? replacements[variant] : static_cast<char>(text[i] ^ 1);
        feed(changed);
        changed[i] = text[i];
    }
}

TEST_P(mutation, survives_every_end) {
    const std::string text = recorded(GetParam());
    for (std::size_t i = 0; i < text.size(); ++i)
        feed(std::string_view(text).substr(0, i));
}

/// Replaces the value that begins at each colon or list item by one of another type.
TEST_P(mutation, survives_values_of_other_types) {
    const std::string text = recorded(GetParam());
    for (std::size_t at = text.find(": "); at != std::string::npos; at = text.find(": ", at + 1)) {
        const char first = text[at + 2];
        if (first == '{' || first == '[')
            continue;
        const std::size_t end = first == '"' ? text.find('"', at + 3) + 1 : text.find_first_of(",\n}", at + 2);
        for (const char* other : {"null", "0", "65536", "-1", "1e99", "18446744073709551615", "\"\"",
                                  "\"\\u0000\\u001b\"", "[]", "{}", "[null]", "true"})
            feed(text.substr(0, at + 2) + other + text.substr(end));
    }
}

const auto documents =
    ::testing::Values("nodes.json", "services.json", "pods.json", "endpoints.json", "endpointslices-v1beta1.json",
                      "nodes-limit2-page1.json", "error-403.json", "version.json");

std::string test_name(std::string document) {
    for (char& c : document)
        c = c == '-' || c == '.' ? '_' : c;
    return document;
}

INSTANTIATE_TEST_SUITE_P(recorded, mutation, documents, [](const auto& info) { return test_name(info.param); });
INSTANTIATE_TEST_SUITE_P(recorded, changed_byte,
                         ::testing::Combine(documents, ::testing::Range<std::size_t>(0, variants)),
                         [](const auto& info) {
                             return test_name(std::get<0>(info.param)) + "_" + std::to_string(std::get<1>(info.param));
                         });

} // namespace
} // namespace srcip::probe::kube
