#include "fuzz.hpp"

#include "probe/baseline.hpp"
#include "probe/report/json.hpp"
#include "probe/saved_report.hpp"

using namespace srcip::probe;

namespace {

std::string written(const saved_report& report) {
    cluster_facts facts;
    facts.server_version = report.server_version;
    facts.name_space = report.name_space;
    facts.gaps = report.gaps;
    return render_json({report.from, facts, report.rows, report.skipped, report.program_version, report.health});
}

} // namespace

/// Whatever was read is written, read and written again without a difference, and differs in nothing from itself.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto first = read_saved_report(srcip::fuzz::as_text(data, size));
    const auto* report = std::get_if<saved_report>(&first);
    if (report == nullptr)
        return 0;
    const auto text = written(*report);
    const auto second = read_saved_report(text);
    const auto* again = std::get_if<saved_report>(&second);
    srcip::fuzz::require(again != nullptr);
    srcip::fuzz::require(written(*again) == text);
    srcip::fuzz::require(compare(report->rows, again->rows).changes.empty());
    return 0;
}
