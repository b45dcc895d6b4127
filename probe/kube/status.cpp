#include "probe/kube/status.hpp"

#include <srcip/printable.hpp>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <charconv>

namespace srcip::probe::kube {

namespace {

constexpr std::size_t max_status_text = 300;

/// Status.message, escaped; empty when the body is no Status.
std::string status_message(const std::string& body) {
    boost::system::error_code ec;
    boost::json::parse_options options;
    options.max_depth = 16;
    const boost::json::value document = boost::json::parse(body, ec, {}, options);
    if (ec || !document.is_object())
        return {};
    const boost::json::value* message = document.as_object().if_contains("message");
    if (message == nullptr || !message->is_string())
        return {};
    return printable(std::string_view(message->as_string()), max_status_text);
}

bool wanted_tls(const response& answer) {
    // Go's and nginx's servers say it in plain HTTP.
    return answer.status == 400 && (answer.body.find("HTTP request to an HTTPS server") != std::string::npos ||
                                    answer.body.find("plain HTTP request was sent to HTTPS") != std::string::npos);
}

std::string unauthorized_text(const shown_credentials& credentials) {
    if (credentials.withheld)
        return "no credentials were sent, since the server's URL is http:// and anybody on the way could read them; "
               "use https://";
    if (credentials.description.empty())
        return "no credentials were sent; name a user in the kubeconfig's context";
    return credentials.description + " is not accepted: expired, or meant for another cluster; renew it";
}

/// 'User "me" cannot impersonate resource "users" in API group "" at the cluster scope'
bool may_not_impersonate(const std::string& details) { return details.find("cannot impersonate") != std::string::npos; }

std::string after_colon(const std::string& text) { return text.empty() ? "" : ": " + text; }

} // namespace

error status_error(const std::string& about, const shown_credentials& credentials, const std::string& target,
                   const response& answer) {
    const std::string details = status_message(answer.body);
    const std::string path = printable(target.substr(0, target.find('?')));
    const std::string start = about + ": " + std::to_string(answer.status);
    const auto make = [&](error_kind kind, const std::string& rest) {
        error result(kind, start + rest, answer.status);
        result.details = details;
        return result;
    };
    if (wanted_tls(answer))
        return make(error_kind::needs_tls, ": what answers there speaks TLS; use https:// instead of http://");
    if (answer.status >= 300 && answer.status < 400)
        return make(error_kind::redirect, ": it redirects to " + printable(answer.location) +
                                              ", and redirects are not followed; name the real server");
    switch (answer.status) {
    case 401:
        return make(error_kind::unauthorized, " Unauthorized: " + unauthorized_text(credentials));
    case 403:
        if (may_not_impersonate(details))
            return make(error_kind::impersonation,
                        " Forbidden: " + details + "; leave out --as (and as in the kubeconfig), or ask for a " +
                            "ClusterRole with the verb impersonate on users, groups, uids or userextras");
        return make(error_kind::forbidden,
                    " Forbidden" + after_colon(details.empty() ? path : details) + "; ask for a role with this right");
    case 404:
        return make(error_kind::not_found, " Not Found: " + path + "; is this a Kubernetes API server?");
    case 410:
        return make(error_kind::gone, " Gone" + after_colon(details));
    case 429:
        return make(error_kind::throttled, " Too Many Requests, again and again; try later" + after_colon(details));
    default:
        break;
    }
    if (answer.status == 503 && !answer.retry_after.empty())
        return make(error_kind::throttled, " Service Unavailable, again and again; try later" + after_colon(details));
    if (answer.status >= 500)
        return make(error_kind::server_error, " for " + path + after_colon(details) + "; the server has a problem");
    return make(error_kind::bad_status, " for " + path + after_colon(details));
}

std::chrono::milliseconds retry_delay(const std::string& retry_after, std::chrono::milliseconds max) {
    unsigned long seconds = 1;
    const auto [end, failure] = std::from_chars(retry_after.data(), retry_after.data() + retry_after.size(), seconds);
    if (failure == std::errc::result_out_of_range)
        return max;
    if (failure != std::errc() || end != retry_after.data() + retry_after.size())
        seconds = 1;
    const auto cap = static_cast<unsigned long>(max.count());
    return std::chrono::milliseconds(seconds > cap / 1000 ? cap : seconds * 1000);
}

} // namespace srcip::probe::kube
