#include "echoserver/access_record.hpp"

#include "echoserver/log_text.hpp"
#include "echoserver/metrics_text.hpp"

#include <charconv>
#include <ctime>

namespace srcip::echoserver {
namespace {

template <class Number>
void append_number(Number value, std::string& out) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out.append(digits, end);
}

void append_endpoint(const ip_endpoint& endpoint, std::string& out) {
    if (endpoint.address.is_v6())
        out += '[';
    endpoint.address.append_to(out);
    if (endpoint.address.is_v6())
        out += ']';
    out += ':';
    append_number(endpoint.port, out);
}

std::string_view version_text(unsigned version) {
    switch (version) {
    case 10:
        return "1.0";
    case 11:
        return "1.1";
    default:
        return {};
    }
}

std::string_view proxy_text(proxy_outcome outcome) {
    return outcome == proxy_outcome::absent ? std::string_view() : to_string(outcome);
}

/// " key=value", or " key=-" without a value. The value is one of ours: no quotes.
void append_word(std::string_view key, std::string_view value, std::string& out) {
    out += key;
    out += value.empty() ? "-" : value;
}

void append_foreign(std::string_view key, std::string_view value, std::size_t max, std::string& out) {
    out += key;
    if (value.empty())
        out += '-';
    else
        append_quoted(value, max, out);
}

template <class Number>
void append_number(std::string_view key, Number value, std::string& out) {
    out += key;
    append_number(value, out);
}

void append_json_value(std::string_view key, std::string_view value, std::size_t max, std::string& out) {
    out += key;
    if (value.empty())
        out += "null";
    else
        append_json_string(value, max, out);
}

constexpr std::size_t longest_word = 32;

std::string second_text(std::chrono::seconds second) {
    const std::time_t time = second.count();
    std::tm parts{};
    gmtime_r(&time, &parts);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts)};
}

} // namespace

void access_line_format::append(const access_record& record, std::string& out) {
    if (format_ == log_format::json)
        append_json(record, out);
    else
        append_text(record, out);
}

/// What we found out comes first, what the client chose comes last and in quotes.
void access_line_format::append_text(const access_record& record, std::string& out) {
    append_time(record.time, out);
    append_number(" status=", record.status, out);
    append_number(" duration_us=", record.duration.count(), out);
    out += " client_address=";
    record.client_address.append_to(out);
    append_word(" client_address_from=", srcip::to_string(record.client_address_from), out);
    out += " peer=";
    append_endpoint(record.peer, out);
    append_word(" proxy=", proxy_text(record.proxy), out);
    append_word(" listener=", to_string(record.listener), out);
    append_word(" tls=", record.tls_version, out);
    append_number(" request_number=", record.request_number, out);
    append_number(" body_bytes=", record.body_bytes, out);
    append_number(" bytes_sent=", record.bytes_sent, out);
    append_word(" http_version=", version_text(record.version), out);
    append_foreign(" method=", record.method, max_logged_method, out);
    append_foreign(" target=", without_secrets(record.target, max_logged_target, scratch_), max_logged_target, out);
    append_foreign(" user_agent=", record.user_agent, max_logged_user_agent, out);
    out += '\n';
}

void access_line_format::append_json(const access_record& record, std::string& out) {
    out += R"({"time":")";
    append_time(record.time, out);
    append_number(R"(","status":)", record.status, out);
    append_number(R"(,"duration_us":)", record.duration.count(), out);
    out += R"(,"client_address":")";
    record.client_address.append_to(out);
    append_word(R"(","client_address_from":")", srcip::to_string(record.client_address_from), out);
    out += R"(","peer":")";
    append_endpoint(record.peer, out);
    append_json_value(R"(","proxy":)", proxy_text(record.proxy), longest_word, out);
    append_json_value(R"(,"listener":)", to_string(record.listener), longest_word, out);
    append_json_value(R"(,"tls":)", record.tls_version, longest_word, out);
    append_number(R"(,"request_number":)", record.request_number, out);
    append_number(R"(,"body_bytes":)", record.body_bytes, out);
    append_number(R"(,"bytes_sent":)", record.bytes_sent, out);
    append_json_value(R"(,"http_version":)", version_text(record.version), longest_word, out);
    append_json_value(R"(,"method":)", record.method, max_logged_method, out);
    append_json_value(R"(,"target":)", without_secrets(record.target, max_logged_target, scratch_), max_logged_target,
                      out);
    append_json_value(R"(,"user_agent":)", record.user_agent, max_logged_user_agent, out);
    out += "}\n";
}

void access_line_format::append_suppressed(std::chrono::system_clock::time_point time, std::uint64_t count,
                                           std::string& out) {
    const bool json = format_ == log_format::json;
    out += json ? R"({"time":")" : "";
    append_time(time, out);
    append_number(json ? R"(","suppressed_lines":)" : " suppressed_lines=", count, out);
    out += json ? "}\n" : "\n";
}

void access_line_format::append_time(std::chrono::system_clock::time_point time, std::string& out) {
    const auto since_epoch = time.time_since_epoch();
    const auto second = std::chrono::floor<std::chrono::seconds>(since_epoch);
    const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(since_epoch - second).count();
    if (second != formatted_second_ || second_text_.empty()) {
        second_text_ = second_text(second);
        formatted_second_ = second;
    }
    out += second_text_;
    const char fraction[] = {'.', static_cast<char>('0' + milliseconds / 100),
                             static_cast<char>('0' + milliseconds / 10 % 10),
                             static_cast<char>('0' + milliseconds % 10), 'Z'};
    out.append(fraction, sizeof fraction);
}

} // namespace srcip::echoserver
