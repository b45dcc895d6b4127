// Writes the page of a report to standard output, for the scripts that look at pages as a browser does.
//
// usage: report_page complete | empty | hostile | large ROWS

#include "report_fixture.hpp"

#include "probe/report/html.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace srcip::probe;

/// Two services on as many nodes as it takes, nearly all of them as they should be.
report_fixture large_report(std::size_t rows) {
    report_fixture out = complete_report();
    const sweep_row kept = out.rows.front();
    out.rows.clear();
    for (std::size_t i = 0; i != rows; ++i) {
        sweep_row row = kept;
        row.path.node =
            "ip-10-0-" + std::to_string(i / 4 / 256) + '-' + std::to_string(i / 4 % 256) + ".example.internal";
        row.path.service = "service-" + std::to_string(i % 4);
        row.path.target.port = static_cast<std::uint16_t>(30000 + i % 4);
        row.path.id = make_path_id(row.path);
        row.verdict.promise = i % 997 == 5 ? promise_outcome::broken : promise_outcome::kept;
        out.rows.push_back(std::move(row));
    }
    return out;
}

/// Every hostile text after the other, in every place.
report_fixture hostile_page() {
    std::string all;
    for (const std::string& text : hostile_texts())
        all += text.substr(0, 300);
    report_fixture out = hostile_report(all);
    out.rows.push_back(hostile_report("<script>alert(1)</script>\" onload='x").rows.front());
    return out;
}

report_fixture named(std::string_view name, std::size_t rows) {
    if (name == "empty")
        return empty_report();
    if (name == "hostile")
        return hostile_page();
    return name == "large" ? large_report(rows) : complete_report();
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2)
        return 2;
    const report_fixture fixture = named(argv[1], argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 0);
    const std::string page = render_html(fixture.report());
    return std::fwrite(page.data(), 1, page.size(), stdout) == page.size() ? 0 : 1;
}
