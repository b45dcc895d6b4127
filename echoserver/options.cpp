#include "echoserver/options.hpp"

#include "echoserver/units.hpp"

#include <srcip/printable.hpp>
#include <srcip/version.hpp>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <functional>

namespace srcip::echoserver {
namespace {

constexpr auto description =
    "Answers every HTTP request with what the server saw of it: above all, the client's address.";

constexpr auto footer = R"(
Examples:
  echoserver                                  all addresses, port 8080
  echoserver --address 127.0.0.1 --http-port 0        a free port on loopback; the first line on stderr says which
  curl -H 'Accept: application/json' http://HOST:8080/    the report as JSON instead of echoserver:1.4's text

Exit status: 0 after SIGTERM or SIGINT, 1 when it cannot listen, 2 when the command line is wrong.)";

using setter = std::function<bool(const std::string&)>;

/// An option whose text `set` reads. CLI11 names the option and the text in its error; `expected` is the remedy.
void add(CLI::App& app, const char* group, const char* name, const char* help, const char* fallback,
         const char* expected, setter set) {
    const auto read = [set = std::move(set), name, expected](const CLI::results_t& texts) {
        if (set(texts.front()))
            return true;
        throw CLI::ValidationError(std::string(name) + " " + printable(texts.front()), expected);
    };
    app.add_option(name, read, help)->group(group)->default_str(fallback)->type_name("");
}

setter into(std::chrono::milliseconds& out) {
    return [&out](const std::string& text) {
        const auto value = parse_duration(text);
        out = value.value_or(out);
        return value.has_value() && value->count() > 0;
    };
}

template <class Integer>
setter into(Integer& out, std::uint64_t least, std::uint64_t most) {
    return [&out, least, most](const std::string& text) {
        const auto value = parse_bytes(text);
        if (!value || *value < least || *value > most)
            return false;
        out = static_cast<Integer>(*value);
        return true;
    };
}

bool read_address(const std::string& text, std::optional<ip_address>& out) {
    const bool bracketed = text.size() > 2 && text.front() == '[' && text.back() == ']';
    const auto address = ip_address::parse(bracketed ? std::string_view(text).substr(1, text.size() - 2) : text);
    if (!address || (bracketed && address->is_v4()))
        return false;
    out = *address;
    return true;
}

bool read_port(const std::string& text, std::uint16_t& out) {
    const auto port = parse_port(text);
    out = port ? *port : out;
    return port.has_value();
}

bool read_threads(const std::string& text, unsigned& out) {
    constexpr std::uint64_t most = 1024;
    return into(out, 1, most)(text);
}

void add_listening(CLI::App& app, options& out) {
    const auto* group = "Listening";
    add(app, group, "--address", "Address to listen on", "[::], IPv4 only where there is no IPv6",
        "must be an IPv4 or IPv6 address", [&out](const std::string& text) { return read_address(text, out.address); });
    add(app, group, "--http-port", "TCP port for HTTP; 0 takes a free one", "8080", "must be a port from 0 to 65535",
        [&out](const std::string& text) { return read_port(text, out.http_port); });
    add(app, group, "--threads", "Threads, each with a listener of its own", "processors that may be used",
        "must be a number from 1 to 1024", [&out](const std::string& text) { return read_threads(text, out.threads); });
    add(app, group, "--grace-period", "How long requests in flight may take after SIGTERM", "30s",
        "must be a duration such as 30s", into(out.grace_period));
}

void add_limits(CLI::App& app, request_limits& out) {
    const auto* group = "Limits";
    const auto* size = "must be a size from 256 to 1MiB, such as 8192 or 16KiB";
    add(app, group, "--max-line", "Longest request line (else 414) or field line (else 400)", "8KiB", size,
        into(out.max_line_bytes, 256, 1U << 20));
    add(app, group, "--max-header", "Longest header, request line included (else 431)", "16KiB", size,
        into(out.max_header_bytes, 256, 1U << 20));
    add(app, group, "--max-body", "Longest body (else 413)", "10MiB", "must be a size from 0 to 1024MiB",
        into(out.max_body_bytes, 0, 1U << 30));
}

void add_deadlines(CLI::App& app, deadlines& out) {
    const auto* group = "Deadlines";
    const auto* duration = "must be a duration above zero, such as 500ms, 10s or 2m";
    add(app, group, "--header-timeout", "For a whole request header", "10s", duration, into(out.header));
    add(app, group, "--keep-alive-timeout", "Between two requests of a connection", "60s", duration,
        into(out.keep_alive));
    add(app, group, "--body-timeout", "For a body, on top of its bytes at --min-rate", "10s", duration, into(out.body));
    add(app, group, "--write-timeout", "For an answer, on top of its bytes at --min-rate", "10s", duration,
        into(out.write));
    add(app, group, "--min-rate", "Bytes per second below which a client is too slow", "1024",
        "must be a number from 1 to 1073741824", into(out.min_rate, 1, 1U << 30));
    add(app, group, "--linger-timeout", "For the rest of a request that was refused", "5s", duration, into(out.linger));
}

std::string one_line(const CLI::Error& error) {
    std::string text = error.what();
    std::replace(text.begin(), text.end(), '\n', ' ');
    return "echoserver: " + text + "; see echoserver --help";
}

} // namespace

std::variant<options, exit_request, healthcheck_request> parse_options(int argc, const char* const* argv) {
    options out;
    CLI::App app(description, "echoserver");
    app.footer(footer);
    app.set_version_flag("--version", "echoserver " + std::string(version()));
    add_listening(app, out);
    app.add_flag("--strict-1.4", out.strict_1_4,
                 "Also repeat what was wrong with echoserver:1.4: long bodies are lost, repeated\n"
                 "fields glued together, the Content-Type guessed from the path")
        ->group("Answers");
    add_limits(app, out.limits);
    add_deadlines(app, out.timeouts);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& asked) { // --help and --version arrive as exceptions
        std::ostringstream text;
        app.exit(asked, text, text);
        return exit_request{exit_ok, text.str()};
    } catch (const CLI::Error& error) {
        return exit_request{exit_usage, one_line(error)};
    }
    if (out.limits.max_line_bytes > out.limits.max_header_bytes)
        out.limits.max_line_bytes = out.limits.max_header_bytes;
    return out;
}

} // namespace srcip::echoserver
