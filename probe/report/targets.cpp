#include "probe/report/targets.hpp"

#include "probe/report/look.hpp"
#include "probe/report/pretty_json.hpp"
#include "probe/report/text_table.hpp"
#include "probe/report/wording.hpp"
#include "probe/report/words.hpp"

#include <srcip/printable.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace srcip::probe {
namespace {

namespace json = boost::json;

json::string_view view(std::string_view text) { return {text.data(), text.size()}; }
json::value text_or_null(std::string_view text) { return text.empty() ? json::value() : json::value(view(text)); }

table_line cells_of(const path& path) {
    auto target = path.target.to_string();
    if (path.protocol != protocol::tcp)
        target.append("/").append(to_string(path.protocol));
    return {"  " + std::string(to_string(path.kind)), path.node.empty() ? "-" : printable(path.node), std::move(target),
            std::string(to_string(path.promise.expects)), std::string(path.promise.rule)};
}

bool same_service(const path& a, const path& b) { return a.name_space == b.name_space && a.service == b.service; }

/// A line for each service, then its paths.
std::vector<table_line> lines_of(const std::vector<path>& paths) {
    std::vector<table_line> lines;
    for (std::size_t i = 0; i != paths.size(); ++i) {
        if (i == 0 || !same_service(paths[i - 1], paths[i]))
            lines.push_back(
                {table_cell(paths[i].service.empty() ? "addresses named by the user"
                                                     : printable(paths[i].name_space + '/' + paths[i].service),
                            bold)});
        lines.push_back(cells_of(paths[i]));
    }
    return lines;
}

json::object path_object(const path& path) {
    json::object object;
    object["id"] = view(path.id);
    object["namespace"] = text_or_null(path.name_space);
    object["service"] = text_or_null(path.service);
    object["kind"] = view(to_string(path.kind));
    object["node"] = text_or_null(path.node);
    object["address"] = view(path.target.address.to_string());
    object["port"] = path.target.port;
    object["protocol"] = view(to_string(path.protocol));
    object["tls"] = path.tls;
    object["policy"] = path.service.empty() ? json::value() : json::value(view(to_string(path.policy)));
    object["expects"] = view(to_string(path.promise.expects));
    object["rule"] = view(path.promise.rule);
    return object;
}

json::array sentences(const std::vector<std::string>& texts) {
    json::array array;
    for (const auto& text : texts)
        array.emplace_back(view(text));
    return array;
}

} // namespace

std::string render_targets_table(const targets_report& report, const table_style& style) {
    std::string out = report_title({report.from, report.facts, {}, {}, report.program_version}) + "\n\n";
    const auto count = report.planned.paths.size();
    if (count != 0)
        out += text_table({"SERVICE, KIND", "NODE", "ADDRESS:PORT", "EXPECTS", "RULE"}, lines_of(report.planned.paths),
                          style) +
               '\n';
    out += std::to_string(count) + (count == 1 ? " path" : " paths") + " to walk\n";
    constexpr std::size_t sentence_max = 1000;
    for (const auto& sentence : report.facts.gaps)
        out += "not known: " + printable(sentence, sentence_max) + '\n';
    for (const auto& sentence : report.planned.skipped)
        out += "not to be walked: " + printable(sentence, sentence_max) + '\n';
    return out;
}

std::string render_targets_json(const targets_report& report) {
    json::array paths;
    for (const auto& path : report.planned.paths)
        paths.push_back(path_object(path));
    json::object object;
    object["schema"] = "srcip.targets/v1";
    object["version"] = view(report.program_version);
    object["vantage"] = view(report.from.to_string());
    object["paths"] = std::move(paths);
    object["gaps"] = sentences(report.facts.gaps);
    object["skipped"] = sentences(report.planned.skipped);
    return pretty_json(object);
}

} // namespace srcip::probe
