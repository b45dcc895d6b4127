#include "fuzz.hpp"

#include <srcip/echo_answer.hpp>
#include <srcip/report_html.hpp>
#include <srcip/report_json.hpp>
#include <srcip/report_text.hpp>
#include <srcip/utf8.hpp>

#include <algorithm>

using namespace srcip;

namespace {

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto length = utf8_sequence_length(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

auto tags(const std::string& page) { return std::count(page.begin(), page.end(), '<'); }

std::string page_of(const echo_report& report) {
    std::string out;
    append_html(report, out);
    return out;
}

/// The header fields that the input's lines are: "name:value".
std::vector<header_field> fields_of(const std::vector<std::string_view>& lines) {
    std::vector<header_field> out;
    for (const auto line : lines) {
        const auto colon = std::min(line.find(':'), line.size());
        out.push_back({line.substr(0, colon), line.substr(std::min(colon + 1, line.size()))});
    }
    return out;
}

/// With every character of markup replaced by a letter.
std::string disarmed(std::string_view text) {
    std::string out(text);
    std::replace_if(
        out.begin(), out.end(), [](char c) { return c == '<' || c == '>' || c == '&'; }, 'x');
    return out;
}

} // namespace

/// Whatever a request holds, JSON is one line that our own reader takes, the page is UTF-8 with the tags that it has
/// without any markup in the request, and the texts say one client address before they repeat what was sent.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto input = fuzz::as_text(data, size);
    const auto fields = fields_of(fuzz::lines_of(input));
    const server_identity server;
    const address_trust trust{.proxies = {*cidr::parse("10.0.0.0/8")}};
    const auto forwarding = read_forwarding(fields);
    echo_report report;
    report.connection.peer = *ip_endpoint::parse("10.0.0.1:80");
    const auto found = find_client_address(report.connection.peer.address, nullptr, forwarding, trust);
    report.client_address = found.address;
    report.client_address_from = found.from;
    report.contradiction = found.contradiction;
    report.weight = weigh_evidence(report.connection.peer.address, nullptr, forwarding, trust);
    report.forwarding = &forwarding;
    report.request = {.method = "GET", .target = input, .headers = fields, .body = input};
    report.server = &server;

    std::string json;
    append_json(report, json);
    fuzz::require(json.find('\n') == json.size() - 1 && is_utf8(json));
    const auto answer = read_echo_answer(json);
    fuzz::require(answer && answer->client_address == found.address && answer->headers.size() == fields.size());

    const auto page = page_of(report);
    fuzz::require(is_utf8(page));
    const auto harmless = disarmed(input);
    report.request.target = report.request.body = harmless;
    fuzz::require(tags(page_of(report)) == tags(page));

    std::string text;
    append_text_1_10(report, text);
    fuzz::require(read_echo_answer(text)->client_address == found.address);
    text.clear();
    append_text_1_4(report, {}, text);
    fuzz::require(read_echo_answer(text)->client_address == found.address);
    return 0;
}
