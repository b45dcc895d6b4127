#include <srcip/echo_answer.hpp>

#include <srcip/ascii.hpp>
#include <srcip/report_json.hpp>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

#include <limits>

namespace srcip {
namespace {

namespace json = boost::json;

// --- our JSON ------------------------------------------------------------------------------------------------------

const json::object* object_at(const json::object& parent, std::string_view key) {
    const auto* value = parent.if_contains(key);
    return value == nullptr ? nullptr : value->if_object();
}

std::string text_at(const json::object& parent, std::string_view key) {
    const auto* value = parent.if_contains(key);
    const auto* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string() : std::string(text->data(), text->size());
}

template <class Number>
std::optional<Number> number_at(const json::object& parent, std::string_view key) {
    const auto* value = parent.if_contains(key);
    const auto* number = value == nullptr ? nullptr : value->if_int64();
    if (number == nullptr || *number < 0 || *number > std::numeric_limits<Number>::max())
        return std::nullopt;
    return static_cast<Number>(*number);
}

bool flag_at(const json::object& parent, std::string_view key) {
    const auto* value = parent.if_contains(key);
    return value != nullptr && value->is_bool() && value->get_bool();
}

std::optional<ip_address> parsed(std::string_view text) {
    const auto address = ip_address::parse(text);
    return address ? std::optional(*address) : std::nullopt;
}

std::optional<ip_endpoint> endpoint_at(const json::object& parent, std::string_view key) {
    const auto* object = object_at(parent, key);
    if (object == nullptr)
        return std::nullopt;
    const auto address = parsed(text_at(*object, "address"));
    const auto port = number_at<std::uint16_t>(*object, "port");
    if (!address || !port)
        return std::nullopt;
    return ip_endpoint{*address, *port};
}

std::optional<tcp_syn> syn_at(const json::object& parent) {
    const auto* object = object_at(parent, "syn");
    if (object == nullptr)
        return std::nullopt;
    tcp_syn syn;
    syn.ip_version = number_at<std::uint8_t>(*object, "ip_version").value_or(0);
    syn.ttl = number_at<std::uint8_t>(*object, "ttl").value_or(0);
    syn.window = number_at<std::uint16_t>(*object, "window").value_or(0);
    syn.mss = number_at<std::uint16_t>(*object, "mss");
    syn.window_scale = number_at<std::uint8_t>(*object, "window_scale");
    syn.sack_permitted = flag_at(*object, "sack_permitted");
    syn.timestamps = flag_at(*object, "timestamps");
    return syn;
}

void read_json_headers(const json::object& root, echo_answer& answer) {
    const auto* request = object_at(root, "request");
    const auto* headers = request == nullptr ? nullptr : request->if_contains("headers");
    const auto* fields = headers == nullptr ? nullptr : headers->if_array();
    if (fields == nullptr)
        return;
    for (const auto& field : *fields)
        if (const auto* object = field.if_object())
            answer.headers.emplace_back(text_at(*object, "name"), text_at(*object, "value"));
}

void read_json_server(const json::object& root, echo_answer& answer) {
    const auto* server = object_at(root, "server");
    if (server == nullptr)
        return;
    answer.hostname = text_at(*server, "hostname");
    answer.pod_name = text_at(*server, "pod_name");
    answer.pod_namespace = text_at(*server, "pod_namespace");
    answer.pod_ip = text_at(*server, "pod_ip");
    answer.node_name = text_at(*server, "node_name");
}

result<echo_answer> read_json(std::string_view body) {
    boost::system::error_code error;
    const auto document = json::parse(body, error);
    if (error || !document.is_object())
        return errc::not_an_echo;
    const auto& root = document.get_object();
    if (text_at(root, "schema") != echo_schema)
        return errc::not_an_echo;

    echo_answer answer;
    answer.format = echo_format::srcip_json;
    answer.client_address_text = text_at(root, "client_address");
    answer.client_address = parsed(answer.client_address_text);
    answer.client_address_from = text_at(root, "client_address_from");
    answer.peer = endpoint_at(root, "peer");
    answer.local = endpoint_at(root, "local");
    answer.syn = syn_at(root);
    if (!answer.client_address || answer.client_address_from.empty() || !answer.peer)
        return errc::bad_report;
    read_json_headers(root, answer);
    read_json_server(root, answer);
    return answer;
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
        return read_json(body);
    if (take_prefix(body, "CLIENT VALUES:\n"))
        return read_text(body, dialect_1_4, {});
    if (take_prefix(body, "\n\nHostname: "))
        return read_1_10(body);
    return read_agnhost(body);
}

} // namespace srcip
