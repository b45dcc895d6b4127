#include "echoserver/agnhost.hpp"

#include "echoserver/form_values.hpp"
#include "echoserver/go_duration.hpp"
#include "echoserver/go_header_json.hpp"
#include "echoserver/go_time.hpp"

#include <srcip/ascii.hpp>
#include <srcip/printable.hpp>
#include <srcip/report_text.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace srcip::echoserver {
namespace {

struct asked {
    const request_view& request;
    const agnhost_situation& situation;
    form_values form;
};

using answer = agnhost_answer (*)(const asked&);

agnhost_answer say(std::string body, unsigned status = 200) {
    agnhost_answer out;
    out.status = status;
    if (status != 204 && status != 304)
        out.body = std::move(body);
    return out;
}

agnhost_answer refuse_argument(std::string_view name, std::string_view expected, std::string_view value) {
    return say("the argument " + std::string(name) + " must be " + std::string(expected) + ", not " + quoted(value),
               400);
}

std::optional<int> parse_integer(std::string_view text) {
    int value = 0;
    if (text.starts_with('+'))
        text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && !text.empty() ? std::optional(value)
                                                                                     : std::nullopt;
}

constexpr std::string_view a_status = "a status from 100 to 599, but 101";

/// The status that a client sees at last, or nothing when `text` is none. After an interim status Go's server goes on
/// to 200; after 101 the connection would no longer speak HTTP.
std::optional<unsigned> parse_status(const std::string& text, unsigned fallback) {
    if (text.empty())
        return fallback;
    const auto code = parse_integer(text);
    if (!code || *code < 100 || *code > 599 || *code == 101)
        return std::nullopt;
    return *code < 200 ? 200U : static_cast<unsigned>(*code);
}

agnhost_answer answer_now(const asked& what) {
    return say("NOW: " + go_time(what.situation.since_epoch, what.situation.since_start));
}

agnhost_answer answer_client_ip(const asked& what) { return say(what.situation.peer.to_string()); }

agnhost_answer answer_server_port(const asked& what) { return say(std::to_string(what.situation.local.port)); }

agnhost_answer answer_hostname(const asked& what) { return say(what.situation.server.hostname); }

agnhost_answer answer_echo(const asked& what) {
    const auto code = what.form.get("code");
    const auto status = parse_status(code, 200);
    return status ? say(what.form.get("msg"), *status) : refuse_argument("code", a_status, code);
}

agnhost_answer answer_header(const asked& what) {
    const auto key = what.form.get("key");
    if (key.empty())
        return say(go_header_json(what.request.headers));
    return say(std::string(go_header_value(what.request.headers, key)));
}

agnhost_answer answer_healthz(const asked&) { return say({}); }

agnhost_answer answer_readyz(const asked& what) {
    return what.situation.state == readiness::ready ? say("ok") : say("shutting down", 503);
}

/// What may stand in a field's value and in a URI stays as it is; the rest is percent-encoded.
std::string encoded_location(std::string_view location) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : location) {
        if (c > ' ' && c < '\x7f') {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

bool has_scheme(std::string_view location) {
    const auto end = std::find_if_not(location.begin(), location.end(), [](char c) {
        return is_ascii_alpha(c) || is_ascii_digit(c) || c == '+' || c == '-' || c == '.';
    });
    return end != location.end() && *end == ':' && is_ascii_alpha(location.front());
}

agnhost_answer answer_redirect(const asked& what) {
    const auto code = what.form.get("code");
    const auto status = parse_status(code, 302);
    if (!status)
        return refuse_argument("code", a_status, code);
    auto location = what.form.get("location");
    // A relative one is relative to "/redirect".
    if (!location.starts_with('/') && !has_scheme(location))
        location.insert(0, 1, '/');
    if (location.size() > max_location_bytes)
        return say("the argument location is longer than " + std::to_string(max_location_bytes) + " bytes", 400);
    auto out = say({}, *status);
    out.location = encoded_location(location);
    if (out.location.size() > max_location_bytes)
        return say("the argument location, encoded, is longer than " + std::to_string(max_location_bytes) + " bytes",
                   400);
    return out;
}

agnhost_answer refuse_dial(const asked&) {
    return say("not offered: /dial would send requests wherever a client asks for", 403);
}

agnhost_answer refuse_shell(const asked&) { return say("not offered: /shell would run what a client asks for", 403); }

agnhost_answer refuse_upload(const asked&) { return say("not offered: /upload would write files", 403); }

agnhost_answer refuse_exit() {
    return say("not allowed: clients may stop this server only when it runs with --agnhost-allow-exit", 403);
}

agnhost_answer answer_shutdown(const asked& what) {
    if (!what.situation.may_exit)
        return refuse_exit();
    auto out = say({});
    out.exit.emplace();
    return out;
}

agnhost_answer answer_exit(const asked& what) {
    if (!what.situation.may_exit)
        return refuse_exit();
    constexpr std::string_view a_duration = "a duration in Go's notation up to an hour, such as 10s or 1m30s";
    const auto timeout = what.form.get("timeout");
    const auto grace = parse_go_duration(timeout.empty() ? "0" : timeout);
    if (!grace)
        return refuse_argument("timeout", a_duration, timeout);
    const auto delay = what.form.get("wait");
    const auto wait = parse_go_duration(delay.empty() ? "0" : delay);
    if (!wait)
        return refuse_argument("wait", a_duration, delay);
    const auto status = what.form.get("code");
    const auto code = status.empty() ? std::optional(0) : parse_integer(status);
    if (!code || *code < 0 || *code > 127)
        return refuse_argument("code", "an exit status from 0 to 127", status);
    auto out = say({});
    out.exit = agnhost_exit{*code, *wait, *grace};
    return out;
}

struct route {
    std::string_view path;
    answer handler;
    bool takes_arguments = false;
};

constexpr std::array routes{
    route{"/", answer_now},
    route{"/clientip", answer_client_ip},
    route{"/dial", refuse_dial},
    route{"/echo", answer_echo, true},
    route{"/exit", answer_exit, true},
    route{"/header", answer_header, true},
    route{"/healthz", answer_healthz},
    route{"/hostName", answer_hostname},
    route{"/hostname", answer_hostname},
    route{"/readyz", answer_readyz},
    route{"/redirect", answer_redirect, true},
    route{"/serverport", answer_server_port},
    route{"/shell", refuse_shell},
    route{"/shutdown", answer_shutdown},
    route{"/upload", refuse_upload},
};

const route* find_route(std::string_view target) {
    const auto path = target_path(target);
    const auto name = path.substr(0, path.find('?'));
    const auto found = std::find_if(routes.begin(), routes.end(), [name](const route& each) {
        return each.path == name || (name.empty() && each.path == "/");
    });
    return found == routes.end() ? nullptr : found;
}

} // namespace

std::optional<agnhost_answer> answer_agnhost(const request_view& request, const agnhost_situation& situation) {
    auto effective = request;
    if (!situation.override_target.empty()) {
        effective.method = "GET";
        effective.target = situation.override_target;
    }
    const auto* found = find_route(effective.target);
    if (found == nullptr || (found->handler == answer_now && situation.asks_for_report))
        return std::nullopt;
    const asked what{effective, situation, form_values(effective)};
    if (found->takes_arguments && !what.form.well_formed())
        return say("the arguments are no form: \"%\" without two hexadecimal digits, \";\", or over 1 MiB", 400);
    return found->handler(what);
}

} // namespace srcip::echoserver
