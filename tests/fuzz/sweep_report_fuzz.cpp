#include "fuzz.hpp"

#include "probe/report/formats.hpp"

#include <srcip/utf8.hpp>

#include <boost/json/parse.hpp>

#include <algorithm>
#include <string>

using namespace srcip;
using namespace srcip::probe;

namespace {

/// A report out of bytes: whatever they are, they are one.
class source {
  public:
    explicit source(std::string_view bytes)
        : bytes_(bytes) {}

    unsigned number(unsigned below) {
        if (bytes_.empty())
            return 0;
        const auto byte = static_cast<unsigned char>(bytes_.front());
        bytes_.remove_prefix(1);
        return byte % below;
    }

    template <class Enum>
    Enum one_of(unsigned count) {
        return static_cast<Enum>(number(count));
    }

    /// A length, then so many bytes.
    std::string text() {
        const std::string out(bytes_.substr(0, number(256)));
        bytes_.remove_prefix(std::min(out.size(), bytes_.size()));
        return out;
    }

  private:
    std::string_view bytes_;
};

const ip_endpoint somewhere = *ip_endpoint::parse("[2001:db8::1]:80");

path make_path(source& from) {
    path p;
    p.id = from.text();
    p.name_space = from.text();
    p.service = from.text();
    p.kind = from.one_of<path_kind>(4);
    p.node = from.text();
    p.address_type = from.text();
    p.port_name = from.text();
    p.host_name = from.text();
    p.protocol = from.one_of<protocol>(3);
    p.tls = from.number(2) != 0;
    p.target = somewhere;
    p.policy = from.one_of<traffic_policy>(2);
    p.promise = {from.one_of<expectation>(6), "rule"};
    return p;
}

sweep_row make_row(source& from) {
    sweep_row row{make_path(from), {}, {}};
    row.observation.contact = from.one_of<contact>(7);
    row.observation.detail = from.text();
    if (from.number(2) != 0) {
        row.observation.answer.emplace();
        row.observation.answer->hostname = from.text();
        row.observation.answer->pod_name = from.text();
        row.observation.answer->pod_namespace = from.text();
        row.observation.answer->node_name = from.text();
        row.observation.samples = {{from.text(), somewhere.address, from.number(9)}, {from.text(), {}, 1}};
        row.verdict.client_address = somewhere.address;
    }
    row.verdict.seen = from.one_of<seen_outcome>(9);
    row.verdict.promise = from.one_of<promise_outcome>(4);
    row.verdict.same_connection = from.one_of<same_connection>(3);
    if (from.number(2) != 0)
        row.verdict.rewritten_by = rewriter{from.one_of<rewriter_kind>(9), from.text(), from.text(), from.text()};
    row.verdict.carried_in = from.text();
    row.verdict.note = from.text();
    return row;
}

health_row make_health(source& from) {
    health_row row;
    row.kind = from.one_of<health_kind>(2);
    row.name_space = from.text();
    row.service = from.text();
    row.node = from.text();
    row.target = somewhere;
    row.contact = from.one_of<contact>(7);
    row.detail = from.text();
    row.status = from.number(2) * 200;
    row.outcome = from.one_of<promise_outcome>(4);
    row.note = from.text();
    return row;
}

/// UTF-8, of which nothing commands a terminal.
bool is_harmless(std::string_view text) {
    while (!text.empty()) {
        const auto length = utf8_sequence_length(text);
        if (length == 0)
            return false;
        const char32_t c = utf8_code_point(text.substr(0, length));
        if ((c < 0x20 && c != '\n' && c != '\r') || (c >= 0x7F && c < 0xA0) || (c >= 0x2028 && c <= 0x202E))
            return false;
        text.remove_prefix(length);
    }
    return true;
}

auto lines(std::string_view text) { return std::count(text.begin(), text.end(), '\n'); }

/// Tags that open and close in pairs, references that exist, and no `<` between them.
bool is_xml(std::string_view text) {
    std::vector<std::string_view> open;
    text.remove_prefix(text.find("?>") + 2);
    for (auto at = text.find_first_of("<&"); at != text.npos; at = text.find_first_of("<&")) {
        text.remove_prefix(at);
        const auto end = text.find(text.front() == '<' ? '>' : ';');
        if (end == text.npos)
            return false;
        const auto inside = text.substr(1, end - 1);
        if (text.front() == '&') {
            if (inside != "amp" && inside != "lt" && inside != "gt" && inside != "quot")
                return false;
        } else if (inside.find('<') != inside.npos || std::count(inside.begin(), inside.end(), '"') % 2 != 0) {
            return false;
        } else if (inside.starts_with('/')) {
            if (open.empty() || open.back() != inside.substr(1))
                return false;
            open.pop_back();
        } else if (!inside.ends_with('/')) {
            open.push_back(inside.substr(0, inside.find(' ')));
        }
        text.remove_prefix(text.front() == '<' ? 1 : end + 1); // references within a tag are looked at, too
    }
    return open.empty();
}

bool all_are_commands(const std::string& text) {
    const auto all = fuzz::lines_of(text); // the last one is empty
    return std::all_of(all.begin(), all.end() - 1,
                       [](auto line) { return line.starts_with("::") && line.size() > 12; });
}

} // namespace

/// Whatever a report holds, every format is whole, is UTF-8 that nothing can be hidden in, and has as many records as
/// there are.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    source from(fuzz::as_text(data, size));
    cluster_facts facts{from.text(), from.text(), {}, {}, {}, {from.text()}};
    const vantage place{from.one_of<vantage_kind>(3), from.text(), from.text(), {}};
    const std::vector<std::string> skipped{from.text()};
    std::vector<sweep_row> rows;
    for (unsigned count = from.number(5); count != 0; --count)
        rows.push_back(make_row(from));
    std::vector<health_row> health;
    for (unsigned count = from.number(3); count != 0; --count)
        health.push_back(make_health(from));
    const std::string id = from.text();
    const advice advices[] = {{1, "an-id", from.text(), from.text(), from.text(), "a/b#1", {from.text()}}};
    const sweep_report report{place, facts, rows, skipped, id, health, advices, id};

    for (const report_format format : report_formats())
        fuzz::require(is_harmless(render(format, report)));
    fuzz::require(boost::json::parse(render(report_format::json, report)).is_object());
    fuzz::require(is_xml(render(report_format::junit, report)));
    const auto records = static_cast<std::ptrdiff_t>(rows.size() + health.size());
    fuzz::require(lines(render(report_format::csv, report)) == 1 + records);
    fuzz::require(render(report_format::tap, report).find("\n1.." + std::to_string(records)) != std::string::npos);
    fuzz::require(all_are_commands(render(report_format::github, report)));
    return 0;
}
