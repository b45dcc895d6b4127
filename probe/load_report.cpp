#include "probe/load_report.hpp"

#include "probe/kube/files.hpp"
#include "probe/options.hpp"

#include <srcip/printable.hpp>

namespace srcip::probe {
namespace {

failure unreadable(const std::string& name, const std::string& why) {
    return {exit_usage, "cannot read the report " + printable(name, 200) + ": " + why};
}

} // namespace

attempt<saved_report> load_report(const std::string& name) {
    const auto file = kube::system_files().read(name == "-" ? "/dev/stdin" : name, saved_report_max);
    if (file.status == kube::read_status::missing)
        return unreadable(name, "no such file");
    if (file.status == kube::read_status::failed)
        return unreadable(name, file.reason);
    auto read = read_saved_report(file.content);
    if (const auto* error = std::get_if<saved_report_error>(&read))
        return unreadable(name, error->message + "; sipprobe --save FILE and -o json write what can be read");
    return std::get<saved_report>(std::move(read));
}

} // namespace srcip::probe
