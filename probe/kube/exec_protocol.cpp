#include "probe/kube/exec_protocol.hpp"

#include "probe/kube/base64.hpp"
#include "probe/kube/json_fields.hpp"
#include "probe/kube/resolve.hpp"

#include <srcip/printable.hpp>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace srcip::probe::kube {

namespace {

namespace json = boost::json;

error fault(std::string clause) { return {error_kind::plugin, std::move(clause)}; }

json::object cluster_info(const endpoint& where) {
    json::object out;
    out["server"] = where.server.to_string();
    if (!where.tls_server_name.empty())
        out["tls-server-name"] = where.tls_server_name;
    if (where.insecure)
        out["insecure-skip-tls-verify"] = true;
    if (!where.ca_pem.empty())
        out["certificate-authority-data"] = encode_base64(where.ca_pem);
    if (where.proxy)
        out["proxy-url"] = where.proxy->url;
    boost::system::error_code ec;
    json::value config = json::parse(where.exec_cluster_config, ec);
    if (!ec)
        out["config"] = std::move(config);
    return out;
}

/// Exactly this many digits.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
    int value = 0;
    if (text.size() < at + count)
        return std::nullopt;
    const auto [end, failure] = std::from_chars(text.data() + at, text.data() + at + count, value);
    if (failure != std::errc() || end != text.data() + at + count || text[at] == '-')
        return std::nullopt;
    return value;
}

/// "Z" or "+hh:mm", as what has to be subtracted.
std::optional<std::chrono::minutes> offset_of(std::string_view text) {
    if (text == "Z" || text == "z")
        return std::chrono::minutes(0);
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':')
        return std::nullopt;
    const auto hours = digits(text, 1, 2);
    const auto minutes = digits(text, 4, 2);
    if (!hours || !minutes || *hours > 23 || *minutes > 59)
        return std::nullopt;
    return std::chrono::minutes((text[0] == '-' ? -1 : 1) * (*hours * 60 + *minutes));
}

std::string_view without_fraction(std::string_view text) {
    if (!text.starts_with('.'))
        return text;
    const std::size_t end = text.find_first_not_of("0123456789", 1);
    return end == std::string_view::npos || end == 1 ? std::string_view() : text.substr(end);
}

error versions_differ(const std::string& got, const std::string& wanted) {
    return fault("answered with apiVersion " + quoted(got, 64) + ", not " + quoted(wanted, 64) +
                 "; set exec.apiVersion to what it speaks");
}

outcome<exec_answer> read_exec_status(const json::value* status) {
    exec_answer out;
    const std::string token(text_member(status, "token"));
    if (!token.empty()) {
        const auto clean = clean_token(token, "token");
        if (!clean)
            return fault("gave a token with characters that no token has");
        out.token = *clean;
    }
    out.cert_pem = text_member(status, "clientCertificateData");
    out.key_pem = text_member(status, "clientKeyData");
    if (out.cert_pem.empty() != out.key_pem.empty())
        return fault("gave a client certificate without its key, or a key without a certificate");
    if (out.token.empty() && out.cert_pem.empty())
        return fault("gave neither a token nor a client certificate");
    const std::string expires(text_member(status, "expirationTimestamp"));
    if (!expires.empty()) {
        out.expires = parse_rfc3339(expires);
        if (!out.expires)
            return fault("gave an expirationTimestamp that is no time: " + quoted(expires, 40));
    }
    return out;
}

} // namespace

std::string exec_info(const endpoint& where, bool interactive) {
    json::object spec;
    if (where.exec->provide_cluster_info)
        spec["cluster"] = cluster_info(where);
    spec["interactive"] = interactive;
    return json::serialize(
        json::object{{"kind", "ExecCredential"}, {"apiVersion", where.exec->api_version}, {"spec", std::move(spec)}});
}

outcome<exec_answer> read_exec_answer(std::string_view text, const std::string& api_version) {
    boost::system::error_code ec;
    const json::value document = json::parse(json::string_view(text.data(), text.size()), ec);
    if (ec)
        return fault("printed no JSON (" + ec.message() + ")");
    if (text_member(&document, "kind") != "ExecCredential")
        return fault("printed no ExecCredential");
    if (const std::string got(text_member(&document, "apiVersion")); got != api_version)
        return versions_differ(got, api_version);
    const json::value* status = member(&document, "status");
    if (status == nullptr || !status->is_object())
        return fault("printed an ExecCredential without a status");
    return read_exec_status(status);
}

std::optional<std::chrono::system_clock::time_point> parse_rfc3339(std::string_view text) {
    const auto year = digits(text, 0, 4);
    const auto month = digits(text, 5, 2);
    const auto day = digits(text, 8, 2);
    const auto hour = digits(text, 11, 2);
    const auto minute = digits(text, 14, 2);
    const auto second = digits(text, 17, 2);
    if (!year || !month || !day || !hour || !minute || !second || text[4] != '-' || text[7] != '-' ||
        (text[10] != 'T' && text[10] != 't') || text[13] != ':' || text[16] != ':')
        return std::nullopt;
    const auto offset = offset_of(without_fraction(text.substr(19)));
    const std::chrono::year_month_day date(std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day)));
    if (!offset || !date.ok() || *hour > 23 || *minute > 59 || *second > 60)
        return std::nullopt;
    // The clock counts nanoseconds: it ends in 2262, and "9999-12-31T23:59:59Z" is how some say "never".
    const std::chrono::sys_seconds time = std::chrono::sys_days(date) + std::chrono::hours(*hour) +
                                          std::chrono::minutes(*minute) + std::chrono::seconds(*second) - *offset;
    return std::clamp(time, std::chrono::ceil<std::chrono::seconds>(std::chrono::system_clock::time_point::min()),
                      std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::time_point::max()));
}

} // namespace srcip::probe::kube
