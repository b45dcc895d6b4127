#include <srcip/echo_answer.hpp>

#include "echo_answer_json.hpp"

#include <srcip/report_json.hpp>

#include <algorithm>

namespace srcip {
namespace {

std::optional<ip_address> parsed(std::string_view text) {
    const auto address = ip_address::parse(text);
    return address ? std::optional(*address) : std::nullopt;
}

// --- the texts of echoserver:1.4 and 1.10 --------------------------------------------------------------------------

/// Takes the next line off `text`, without its line feed.
std::string_view take_line(std::string_view& text) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    return line;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (text.substr(0, prefix.size()) != prefix)
        return false;
    text.remove_prefix(prefix.size());
    return true;
}

/// 1.10 escapes what it prints for HTML.
std::string html_unescaped(std::string_view text) {
    static constexpr std::pair<std::string_view, char> entities[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
    std::string out;
    while (!text.empty()) {
        const auto size = text.size();
        for (const auto& [entity, character] : entities)
            if (take_prefix(text, entity)) {
                out += character;
                break;
            }
        if (text.size() != size)
            continue;
        out += text.front();
        text.remove_prefix(1);
    }
    return out;
}

/// The part of the two texts that differs: how lines are indented, what ends the fields, whether values are escaped.
struct text_dialect {
    echo_format format;
    std::string_view indent;
    std::string_view headers_title;
    std::string_view headers_end;
    bool html;
};

constexpr text_dialect dialect_1_4{echo_format::echoserver_1_4, "", "HEADERS RECEIVED:", "BODY:", false};
constexpr text_dialect dialect_1_10{echo_format::echoserver_1_10, "\t", "Request Headers:", "", true};

void read_text_headers(std::string_view text, const text_dialect& dialect, echo_answer& answer) {
    while (!text.empty() && take_line(text) != dialect.headers_title) {
    }
    while (!text.empty()) {
        auto line = take_line(text);
        if (line == dialect.headers_end)
            return;
        if (!take_prefix(line, dialect.indent))
            return;
        const auto equals = line.find('=');
        if (equals == line.npos)
            continue;
        const auto value = line.substr(equals + 1);
        answer.headers.emplace_back(line.substr(0, equals), dialect.html ? html_unescaped(value) : std::string(value));
    }
}

/// `text` begins after the answer's first line.
result<echo_answer> read_text(std::string_view text, const text_dialect& dialect, echo_answer answer) {
    answer.format = dialect.format;
    const auto whole = text;
    while (!text.empty()) {
        auto line = take_line(text);
        if (line == dialect.headers_title)
            break; // what follows is the client's own words
        if (!take_prefix(line, dialect.indent) || !take_prefix(line, "client_address="))
            continue;
        answer.client_address_text = line;
        answer.client_address = parsed(line);
        read_text_headers(whole, dialect, answer);
        return answer;
    }
    return errc::not_an_echo;
}

void read_1_10_identity(std::string_view text, echo_answer& answer) {
    static constexpr std::pair<std::string_view, std::string echo_answer::*> fields[] = {
        {"\tnode name:\t", &echo_answer::node_name},
        {"\tpod name:\t", &echo_answer::pod_name},
        {"\tpod namespace:\t", &echo_answer::pod_namespace},
        {"\tpod IP:\t", &echo_answer::pod_ip}};
    while (!text.empty()) {
        auto line = take_line(text);
        if (line == "Server values:")
            return;
        for (const auto& [label, member] : fields)
            if (take_prefix(line, label))
                answer.*member = line;
    }
}

result<echo_answer> read_1_10(std::string_view body) {
    echo_answer answer;
    auto hostname = take_line(body);
    if (hostname != "N/A")
        answer.hostname = hostname;
    read_1_10_identity(body, answer);
    return read_text(body, dialect_1_10, std::move(answer));
}

// --- agnhost -------------------------------------------------------------------------------------------------------

result<echo_answer> read_agnhost(std::string_view body) {
    if (!body.empty() && body.back() == '\n')
        body.remove_suffix(1);
    const auto peer = ip_endpoint::parse(body);
    if (!peer)
        return errc::not_an_echo;
    echo_answer answer;
    answer.format = echo_format::agnhost;
    answer.client_address = peer->address;
    answer.client_address_text = peer->address.to_string();
    answer.peer = *peer;
    return answer;
}

} // namespace

std::string_view to_string(echo_format format) {
    switch (format) {
    case echo_format::srcip_json:
        return echo_schema;
    case echo_format::echoserver_1_4:
        return "echoserver:1.4";
    case echo_format::echoserver_1_10:
        return "echoserver:1.10";
    case echo_format::agnhost:
        return "agnhost";
    }
    return "unknown";
}

result<echo_answer> read_echo_answer(std::string_view body) {
    if (!body.empty() && body.front() == '{')
        return read_json_answer(body);
    if (take_prefix(body, "CLIENT VALUES:\n"))
        return read_text(body, dialect_1_4, {});
    if (take_prefix(body, "\n\nHostname: "))
        return read_1_10(body);
    return read_agnhost(body);
}

} // namespace srcip
