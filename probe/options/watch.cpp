#include "probe/options/watch.hpp"

#include <CLI/App.hpp>

#include <charconv>

namespace srcip::probe {
namespace {

constexpr auto group = "How often, and for whom";

/// "127.0.0.1:9117", "[::1]:9117", ":9117" and "9117" (loopback).
std::optional<ip_endpoint> parse_listen(std::string_view text) {
    const auto colon = text.rfind(':');
    auto host = colon == text.npos ? std::string_view() : text.substr(0, colon);
    const auto port_text = text.substr(colon == text.npos ? 0 : colon + 1);
    if (host.size() >= 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    else if (host.find(':') != host.npos)
        return std::nullopt;
    std::uint16_t port = 0;
    const auto* last = port_text.data() + port_text.size();
    const auto [end, error] = std::from_chars(port_text.data(), last, port);
    const auto address = ip_address::parse(host.empty() ? "127.0.0.1" : host);
    if (error != std::errc{} || end != last || !address)
        return std::nullopt;
    return ip_endpoint{*address, port};
}

} // namespace

void add_watch_options(CLI::App& app, raw_watch& raw) {
    app.add_option("--interval", raw.interval, "From the begin of one sweep to the begin of the next")
        ->group(group)
        ->type_name("TIME")
        ->capture_default_str();
    app.add_option("--count", raw.plain.count, "End after so many sweeps; 0: never")
        ->group(group)
        ->type_name("N")
        ->capture_default_str();
    app.add_option("--listen", raw.listen,
                   "Serve the last sweep's metrics to Prometheus here; without an address on loopback [nowhere]")
        ->group(group)
        ->type_name("[ADDRESS:]PORT");
    app.add_option("--textfile", raw.plain.textfile, "Write the last sweep's metrics to this file, for node_exporter")
        ->group(group)
        ->type_name("FILE");
}

option_error read_watch_options(const raw_watch& raw, watch_options& out) {
    out = raw.plain;
    const auto interval = parse_duration(raw.interval, std::chrono::hours(24));
    if (!interval)
        return "--interval: '" + raw.interval + "' is no time from 1ms to 24h, such as 30s or 5m";
    out.interval = *interval;
    if (raw.listen.empty())
        return std::nullopt;
    out.listen = parse_listen(raw.listen);
    if (!out.listen)
        return "--listen: '" + raw.listen + "' is neither PORT nor ADDRESS:PORT";
    return std::nullopt;
}

} // namespace srcip::probe
