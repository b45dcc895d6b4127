#include "probe/options/manner.hpp"

#include <CLI/App.hpp>

#include <algorithm>
#include <charconv>

namespace srcip::probe {
namespace {

constexpr auto group = "How";

template <class T>
CLI::Option* add(CLI::App& app, const char* name, T& out, const char* what) {
    return app.add_option(name, out, what)->group(group);
}

void add_pace(CLI::App& app, raw_manner& raw) {
    add(app, "--concurrency", raw.plain.concurrency, "Connections in flight")
        ->check(CLI::Range(1, 4096))
        ->type_name("N")
        ->capture_default_str();
    add(app, "--per-node", raw.plain.per_node, "Connections in flight to one address")
        ->check(CLI::Range(1, 4096))
        ->type_name("N")
        ->capture_default_str();
    add(app, "--rate", raw.rate, "New connections a second, e.g. 50/s [no bound]")->type_name("N[/s]");
    add(app, "--attempts", raw.plain.attempts, "Connections a path, to meet several of a service's endpoints")
        ->check(CLI::Range(1, 1000))
        ->type_name("N")
        ->capture_default_str();
    add(app, "--connect-timeout", raw.connect_timeout, "How long a connection may take to open")
        ->type_name("TIME")
        ->capture_default_str();
    add(app, "--timeout", raw.timeout, "How long an open connection may take to answer")
        ->type_name("TIME")
        ->capture_default_str();
}

void add_request(CLI::App& app, raw_manner& raw) {
    add(app, "--path", raw.plain.path, "The path to ask for")->type_name("PATH")->capture_default_str();
    add(app, "--host-header", raw.plain.host_header, "The host to ask for [the address]")->type_name("HOST");
    add(app, "--tls", raw.tls, "HTTPS: auto (as the service's port says), always or never")
        ->type_name("WHEN")
        ->check(CLI::IsMember({"auto", "always", "never"}))
        ->capture_default_str();
    add(app, "--source", raw.source, "The address we have outside our NAT, or auto to find it out [our own]")
        ->type_name("auto|ADDRESS|CIDR");
}

void add_judgement(CLI::App& app, raw_manner& raw) {
    add(app, "--promise", raw.promise,
        "What has to hold: policy (what Kubernetes promises), preserved (our address arrives wherever there is an "
        "answer) or any (there is an answer)")
        ->type_name("WHAT")
        ->check(CLI::IsMember({"policy", "preserved", "any"}))
        ->capture_default_str();
    add(app, "--fail-on", raw.fail_on,
        "What makes the exit status another than 0: broken, inconclusive, worse or changed (than --baseline), none "
        "[broken,inconclusive, and with --baseline worse]")
        ->type_name("WHAT,...");
}

/// A URL's path as it goes on the request line: no space, no control character, nothing that is no ASCII.
bool is_target(std::string_view text) {
    return !text.empty() && text.front() == '/' && text.size() <= 2048 &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

bool is_host(std::string_view text) {
    return text.size() <= 255 && std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      std::string_view("-._:[]").find(c) != std::string_view::npos;
           });
}

option_error read_rate(const raw_manner& raw, manner_options& out) {
    if (raw.rate.empty())
        return std::nullopt;
    double number = 0;
    const auto* last = raw.rate.data() + raw.rate.size();
    const auto [end, error] = std::from_chars(raw.rate.data(), last, number, std::chars_format::fixed);
    const std::string unit(end, last);
    if (error != std::errc{} || (!unit.empty() && unit != "/s") || !(number >= 0.01 && number <= 1e6))
        return "--rate: '" + raw.rate + "' is no number of connections a second, such as 50/s";
    out.rate = number;
    return std::nullopt;
}

option_error read_request(const raw_manner& raw, manner_options& out) {
    if (!is_target(out.path))
        return "--path: '" + out.path + "' is no path, such as /clientip";
    if (!is_host(out.host_header))
        return "--host-header: '" + out.host_header + "' is no host name";
    out.tls = raw.tls == "always" ? tls_choice::always : raw.tls == "never" ? tls_choice::never : tls_choice::automatic;
    return std::nullopt;
}

option_error read_source(const raw_manner& raw, manner_options& out) {
    out.source_auto = raw.source == "auto";
    if (raw.source.empty() || out.source_auto)
        return std::nullopt;
    const auto network = cidr::parse(raw.source);
    if (!network)
        return "--source: '" + raw.source + "' is neither auto nor an address nor a network such as 192.0.2.0/24";
    out.source = *network;
    return std::nullopt;
}

option_error read_fail_on(const raw_manner& raw, manner_options& out) {
    if (raw.fail_on.empty())
        return std::nullopt;
    out.fail_on = {false, false, false, false};
    for (const auto& word : split(raw.fail_on, ',')) {
        if (word == "broken")
            out.fail_on.broken = true;
        else if (word == "inconclusive")
            out.fail_on.inconclusive = true;
        else if (word == "worse")
            out.fail_on.worse = true;
        else if (word == "changed")
            out.fail_on.changed = true;
        else if (word != "none")
            return "--fail-on: '" + word + "' is none of broken, inconclusive, worse, changed, none";
    }
    return std::nullopt;
}

} // namespace

void add_manner_options(CLI::App& app, raw_manner& raw) {
    add_pace(app, raw);
    add_request(app, raw);
    add_judgement(app, raw);
}

option_error read_manner_options(const raw_manner& raw, manner_options& out) {
    out = raw.plain;
    if (auto error = read_duration("--connect-timeout", raw.connect_timeout, out.connect_timeout))
        return error;
    if (auto error = read_duration("--timeout", raw.timeout, out.timeout))
        return error;
    for (const auto read : {read_rate, read_request, read_source, read_fail_on})
        if (auto error = read(raw, out))
            return error;
    out.promise = raw.promise == "preserved" ? promise_policy::preserved
                  : raw.promise == "any"     ? promise_policy::any
                                             : promise_policy::policy;
    return std::nullopt;
}

} // namespace srcip::probe
