#include "probe/options.hpp"

#include <srcip/printable.hpp>
#include <srcip/version.hpp>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <charconv>
#include <cmath>

namespace srcip::probe {
namespace {

constexpr auto description =
    "Walks every way into the services of a Kubernetes cluster and says for each whether the source address was\n"
    "preserved, who rewrote it, and whether Kubernetes promised that.";

constexpr auto footer = R"(
Examples:
  sipprobe --nodes auto                      every path of the context's namespace, from where you stand
  sipprobe -n web --service api -o json      one service, as srcip.sweep/v1
  sipprobe --nodes 10.0.0.1,10.0.0.2 --port 30080     node ports without an API: what arrived, not what was promised

Exit status:
  0  every path did what Kubernetes promises, or better
  1  at least one promise was broken
  2  the command line was wrong
  3  the cluster could not be asked, or holds nothing of that name
  4  nothing was broken, but not everything could be judged, or there was no path to walk)";

/// What CLI11 stores before it means anything.
struct raw_options {
    std::string nodes = "auto";
    std::string connect_timeout = "1s";
    std::string timeout = "3s";
    std::vector<std::string> services;
    std::string output = "table";
    std::string color = "auto";
};

void add_cluster_options(CLI::App& app, options& out) {
    const auto* group = "Which cluster";
    app.add_option("--kubeconfig", out.kubeconfig, "Path to a kubeconfig [$KUBECONFIG, ~/.kube/config, in-cluster]")
        ->group(group)
        ->type_name("FILE");
    app.add_option("--context", out.context, "The kubeconfig's context to use")->group(group)->type_name("NAME");
    app.add_option("-s,--server", out.server, "The API server's URL, e.g. http://127.0.0.1:8001 for kubectl proxy")
        ->group(group)
        ->type_name("URL");
}

void add_path_options(CLI::App& app, options& out, raw_options& raw) {
    const auto* group = "Which paths";
    auto* name_space = app.add_option("-n,--namespace", out.name_space, "Look at this namespace [the context's]")
                           ->group(group)
                           ->type_name("NAME");
    app.add_flag("-A,--all-namespaces", out.all_namespaces, "Look at every namespace")
        ->group(group)
        ->excludes(name_space);
    app.add_option("-l,--selector", out.selector, "Only services with these labels, e.g. app=web")
        ->group(group)
        ->type_name("LABELS");
    app.add_option("--service", raw.services, "Only this service; may be repeated")
        ->group(group)
        ->type_name("[NS/]NAME");
    app.add_option("--nodes", raw.nodes, "auto (every node the API lists), or their addresses")
        ->group(group)
        ->type_name("auto|ADDRESS,...")
        ->capture_default_str();
    app.add_option("--port", out.port, "The node port to try on --nodes, without asking an API")
        ->group(group)
        ->check(CLI::Range(1, 65535));
    app.add_option("--vantage", out.vantage, "Where we stand: outside, node:NAME, pod:NS/NAME or pod:@NODE [found out]")
        ->group(group)
        ->type_name("PLACE");
    app.add_flag("--allow-special-addresses", out.allow_special_addresses,
                 "Also walk to loopback, link-local and metadata addresses that the API names")
        ->group(group);
}

void add_manner_options(CLI::App& app, options& out, raw_options& raw) {
    const auto* group = "How";
    app.add_option("--concurrency", out.concurrency, "Connections in flight")
        ->group(group)
        ->check(CLI::Range(1, 4096))
        ->capture_default_str();
    app.add_option("--connect-timeout", raw.connect_timeout, "How long a connection may take to open")
        ->group(group)
        ->type_name("TIME")
        ->capture_default_str();
    app.add_option("--timeout", raw.timeout, "How long an open connection may take to answer")
        ->group(group)
        ->type_name("TIME")
        ->capture_default_str();
}

void add_output_options(CLI::App& app, raw_options& raw) {
    const auto* group = "What you see";
    app.add_option("-o,--output", raw.output, "table or json")
        ->group(group)
        ->type_name("FORMAT")
        ->capture_default_str()
        ->check(CLI::IsMember({"table", "json"}));
    app.add_option("--color", raw.color, "auto (on a terminal, unless NO_COLOR is set), always or never")
        ->group(group)
        ->type_name("WHEN")
        ->capture_default_str()
        ->check(CLI::IsMember({"auto", "always", "never"}));
}

early_exit usage_error(const std::string& what) {
    return {exit_usage, "sipprobe: " + printable(what, 300) + "; see sipprobe --help\n"};
}

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> out;
    for (std::size_t start = 0; start <= text.size();) {
        const auto end = std::min(text.find(separator, start), text.size());
        out.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return out;
}

std::optional<early_exit> read_nodes(const raw_options& raw, options& out) {
    if (raw.nodes != "auto")
        for (const auto& text : split(raw.nodes, ',')) {
            const auto address = ip_address::parse(text);
            if (!address)
                return usage_error("--nodes: '" + text + "' is neither auto nor an IP address");
            out.nodes.push_back(*address);
        }
    if (out.port != 0 && out.nodes.empty())
        return usage_error("--port goes with --nodes ADDRESS,...: with --nodes auto the API names the ports");
    return std::nullopt;
}

std::optional<early_exit> read_times(const raw_options& raw, options& out) {
    const auto connect = parse_duration(raw.connect_timeout);
    if (!connect)
        return usage_error("--connect-timeout: '" + raw.connect_timeout +
                           "' is no time from 1ms to 10m, such as 500ms or 2s");
    const auto whole = parse_duration(raw.timeout);
    if (!whole)
        return usage_error("--timeout: '" + raw.timeout + "' is no time from 1ms to 10m, such as 500ms or 2s");
    out.connect_timeout = *connect;
    out.timeout = *whole;
    return std::nullopt;
}

std::optional<early_exit> read_services(const raw_options& raw, options& out) {
    for (const auto& service : raw.services) {
        const auto parts = split(service, '/');
        if (parts.size() > 2 || parts.front().empty() || parts.back().empty())
            return usage_error("--service: '" + service + "' is neither NAME nor NAMESPACE/NAME");
        if (parts.size() == 1 && out.all_namespaces)
            return usage_error("--service: '" + service + "' needs its namespace when --all-namespaces is given");
        out.services.push_back(service);
    }
    return std::nullopt;
}

std::variant<options, early_exit> interpret(const raw_options& raw, options out) {
    if (auto error = read_nodes(raw, out))
        return *error;
    if (auto error = read_times(raw, out))
        return *error;
    if (auto error = read_services(raw, out))
        return *error;
    out.format = raw.output == "json" ? output_format::json : output_format::table;
    out.color = raw.color == "always"  ? color_choice::always
                : raw.color == "never" ? color_choice::never
                                       : color_choice::automatic;
    return out;
}

} // namespace

std::optional<std::chrono::milliseconds> parse_duration(const std::string& text) {
    double number = 0;
    const auto* last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, number, std::chars_format::fixed);
    const std::string unit(end, last);
    if (error != std::errc{} || !std::isfinite(number))
        return std::nullopt;
    const double factor = unit == "ms" ? 1 : unit == "s" || unit.empty() ? 1000 : unit == "m" ? 60'000 : 0;
    const double milliseconds = number * factor;
    if (!(milliseconds >= 1 && milliseconds <= 600'000))
        return std::nullopt;
    return std::chrono::milliseconds(static_cast<std::int64_t>(milliseconds));
}

std::variant<options, early_exit> parse_options(int argc, const char* const* argv) {
    options out;
    raw_options raw;
    CLI::App app(description, "sipprobe");
    app.footer(footer);
    app.set_version_flag("--version", "sipprobe " + std::string(version()));
    app.get_formatter()->column_width(34);
    add_cluster_options(app, out);
    add_path_options(app, out, raw);
    add_manner_options(app, out, raw);
    add_output_options(app, raw);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        return early_exit{exit_kept, app.help()};
    } catch (const CLI::CallForVersion& version) {
        return early_exit{exit_kept, std::string(version.what()) + '\n'};
    } catch (const CLI::ParseError& error) {
        return usage_error(error.what());
    }
    return interpret(raw, std::move(out));
}

} // namespace srcip::probe
