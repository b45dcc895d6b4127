#include "probe/report/labels.hpp"

#include "probe/report/wording.hpp"
#include "probe/report/words.hpp"

#include <srcip/printable.hpp>

namespace srcip::probe {

std::string shown(std::string_view text) { return printable(text, 1024); }

std::string service_label(std::string_view name_space, std::string_view service) {
    if (service.empty())
        return "addresses named by the user";
    return shown(name_space) + '/' + shown(service);
}

std::string path_label(const path& path) {
    std::string text(to_string(path.kind));
    if (path.kind == path_kind::node_port)
        text += ' ' + (path.node.empty() ? "-" : shown(path.node));
    text += ' ' + path.target.to_string();
    if (path.protocol != protocol::tcp)
        text += '/' + std::string(to_string(path.protocol));
    return text;
}

std::string health_label(const health_row& row) {
    const std::string what = row.kind == health_kind::kube_proxy ? "kube-proxy of " : "health port of ";
    return what + (row.node.empty() ? "-" : shown(row.node)) + ' ' + row.target.to_string();
}

std::string reason(const sweep_row& row) {
    const verdict& v = row.verdict;
    std::string text = seen_text(v);
    if (v.client_address && v.seen != seen_outcome::preserved)
        text += ", seen as " + v.client_address->to_string();
    text +=
        "; expected " + std::string(to_string(row.path.promise.expects)) + " (" + shown(row.path.promise.rule) + ')';
    if (!v.note.empty())
        text += "; " + shown(v.note);
    return text;
}

std::string reason(const health_row& row) {
    std::string text = row.status == 0 ? std::string(to_string(row.contact)) : "status " + std::to_string(row.status);
    if (row.expected_status)
        text += ", expected " + std::to_string(*row.expected_status);
    const std::string& why = row.note.empty() ? row.detail : row.note;
    if (!why.empty())
        text += "; " + shown(why);
    return text;
}

} // namespace srcip::probe
