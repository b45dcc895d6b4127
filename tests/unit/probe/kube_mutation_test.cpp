#include "probe/kube/objects.hpp"
#include "probe/kube/page_parser.hpp"

#include "tests/unit/probe/kube_support.hpp"

#include <gtest/gtest.h>

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

TEST_P(mutation, survives_every_changed_byte) {
    const std::string text = recorded(GetParam());
    std::string changed = text;
    for (std::size_t i = 0; i < text.size(); ++i) {
        for (const char c : {'"', '0', '-', '[', '}', '\\', '\xff', 'n', static_cast<char>(text[i] ^ 1)}) {
            changed[i] = c;
            feed(changed);
        }
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

INSTANTIATE_TEST_SUITE_P(recorded, mutation,
                         ::testing::Values("nodes.json", "services.json", "pods.json", "endpoints.json",
                                           "endpointslices-v1beta1.json", "nodes-limit2-page1.json", "error-403.json",
                                           "version.json"),
                         [](const auto& info) {
                             std::string name = info.param;
                             for (char& c : name)
                                 c = c == '-' || c == '.' ? '_' : c;
                             return name;
                         });

} // namespace
} // namespace srcip::probe::kube
