#include "probe/report/wording.hpp"

#include "probe/report/words.hpp"

#include <srcip/printable.hpp>

#include <set>

// What people read of one path.
namespace srcip::probe {

namespace {

std::string and_others(std::string text, std::size_t others) {
    return others == 0 ? text : text + " +" + std::to_string(others);
}

std::string_view promised_words(expectation expects) {
    switch (expects) {
    case expectation::answer:
        return "an answer";
    case expectation::preserve:
        return "the client's own address";
    case expectation::silence:
        return "silence";
    case expectation::refusal:
        return "no answer";
    case expectation::either:
        return "an answer or silence";
    case expectation::nothing:
        break;
    }
    return "nothing";
}

} // namespace

std::string seen_text(const verdict& v) {
    std::string outcome(to_string(v.seen));
    if (v.seen == seen_outcome::proxied)
        return outcome + (v.carried_in.empty() ? ", lost" : ", in " + printable(v.carried_in, 64));
    if (v.seen == seen_outcome::snat && v.rewritten_by)
        return outcome + " by " + printable(v.rewritten_by->to_string());
    return outcome;
}

std::string target_text(const path& path) {
    std::string text = path.target.to_string();
    if (path.protocol != protocol::tcp)
        return text.append("/").append(to_string(path.protocol));
    return path.tls ? text + "/https" : text;
}

std::string via_text(const path& path) {
    const std::string& name = path.node.empty() ? path.host_name : path.node;
    return name.empty() ? "-" : printable(name);
}

std::string server_text(const sweep_row& row) {
    std::set<std::string_view> servers;
    for (const sample& each : row.observation.samples)
        if (!each.server.empty())
            servers.insert(each.server);
    if (!servers.empty())
        return and_others(printable(*servers.begin()), servers.size() - 1);
    if (!row.observation.answer)
        return {};
    const echo_answer& answer = *row.observation.answer;
    return printable(answer.pod_name.empty() ? answer.hostname : answer.pod_name);
}

std::string client_text(const sweep_row& row) {
    std::set<std::string> others;
    for (const sample& each : row.observation.samples)
        if (each.client && each.client != row.verdict.client_address)
            others.insert(each.client->to_string());
    if (!row.verdict.client_address)
        return "-";
    return and_others(row.verdict.client_address->to_string(), others.size());
}

std::string promise_text(const sweep_row& row) {
    std::string text = "promised: " + std::string(promised_words(row.path.promise.expects)) + "; seen: ";
    text += seen_text(row.verdict);
    if (row.verdict.client_address)
        text += ", " + row.verdict.client_address->to_string();
    return text;
}

} // namespace srcip::probe
