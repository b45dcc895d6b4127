#include "echoserver/option_help.hpp"

#include "echoserver/config_file.hpp"

#include <srcip/printable.hpp>
#include <srcip/version.hpp>

#include <algorithm>
#include <string_view>

namespace srcip::echoserver {
namespace {

constexpr std::size_t width = 80;
constexpr std::size_t help_column = 30;
constexpr std::size_t comment_column = 40;

constexpr std::string_view opening = R"(Answers every HTTP request with what the server saw of it: above all, the
client's address.

Usage: echoserver [OPTION...]
       echoserver healthcheck [--path PATH] [OPTION...]
)";

constexpr std::string_view closing = R"(
Each option can also come from an environment variable, named ECHOSERVER_ and
the option in upper case with underscores (ECHOSERVER_STRICT_1_4=true), or from
the configuration file (http-port = 8080). A flag beats a variable, a variable
beats the file. An empty variable counts as unset.

LIST: separated by commas, or the option several times; none: empty.
SIZE: bytes, or with KiB or MiB. TIME: seconds, or with ms, s, m or h.

Examples:
  echoserver
      answers on all addresses, port 8080
  echoserver --address 127.0.0.1 --http-port 0
      takes a free port on loopback; the line "listening on" says which
  echoserver --trusted-proxies 10.0.0.0/8,2001:db8::/32
      believes what these load balancers say of the client's address
  ECHOSERVER_HTTP_PORT=80 echoserver --print-config > echoserver.toml
      keeps the options for echoserver --config echoserver.toml
  curl -H 'Accept: application/json' http://HOST:8080/
      asks for the report as JSON instead of echoserver:1.4's text

Exit status: 0 after SIGTERM or SIGINT, 1 when it cannot start, 2 when an
option is wrong. healthcheck: 0 healthy, 1 not, 2 when an option is wrong.
)";

constexpr std::string_view healthcheck_help =
    R"(Asks the admin port of an echoserver with the same options whether it is well:
for images that have no curl.

Usage: echoserver healthcheck [--path PATH] [OPTION...]

  --path PATH                 What to ask for [/healthz]

OPTION: as echoserver --help lists them, from flags, variables and the
configuration file; --admin-port and --address count. An address of all
interfaces means loopback. It takes 2 seconds at most.

Exit status: 0 when the answer is 2xx; 1 when not, with the reason on stderr;
2 when an option is wrong.
)";

/// Appends `text` from the current column on, and its further lines from help_column on.
void append_wrapped(std::string& out, std::size_t column, std::string_view text) {
    while (!text.empty()) {
        const auto word = text.substr(0, text.find(' '));
        if (column > help_column && column + 1 + word.size() > width) {
            out.append("\n").append(help_column, ' ');
            column = help_column;
        } else if (column > help_column) {
            out += ' ';
            ++column;
        }
        out += word;
        column += word.size();
        text.remove_prefix(std::min(text.size(), word.size() + 1));
    }
    out += '\n';
}

void append_option(std::string& out, std::string_view name, std::string_view metavar, std::string_view help) {
    auto left = "  --" + std::string(name);
    if (!metavar.empty())
        left.append(" ").append(metavar);
    out += left;
    if (left.size() + 2 > help_column) {
        out += '\n';
        left.clear();
    }
    out.append(help_column - left.size(), ' ');
    append_wrapped(out, help_column, help);
}

std::string default_text(const option_entry& entry) {
    if (entry.shape == option_shape::flag)
        return "off";
    std::string out;
    for (const auto& text : entry.write(options{}))
        out.append(out.empty() ? "" : ",").append(text);
    return out.empty() ? "none" : out;
}

std::string_view source_name(option_source source) {
    switch (source) {
    case option_source::preset:
        return "default";
    case option_source::file:
        return "file";
    case option_source::variable:
        return "variable";
    case option_source::flag:
        return "flag";
    }
    return {};
}

std::string source_text(const layered_options& effective, const option_entry& entry) {
    const auto source = effective.source_of(entry);
    std::string out(source_name(source));
    if (source == option_source::file)
        out += " " + printable(effective.file());
    if (source == option_source::variable)
        out += " " + variable_name(entry.name);
    return out;
}

/// A key with a dot in it is two keys to other readers of TOML unless it is quoted.
std::string key_text(const std::string& name) { return name.find('.') == name.npos ? name : '"' + name + '"'; }

void append_setting(std::string& out, const layered_options& effective, const option_entry& entry) {
    auto line = key_text(entry.name) + " = ";
    line += config_value(entry.write(effective.values()), entry.shape == option_shape::list);
    if (line.size() < comment_column)
        line.append(comment_column - line.size(), ' ');
    out += line + " # " + source_text(effective, entry) + "\n";
}

} // namespace

std::string help_text() {
    std::string out(opening);
    for (const auto& group : option_groups()) {
        out.append("\n").append(group.title).append(":\n");
        for (const auto& entry : group.entries)
            append_option(out, entry.name, entry.metavar, entry.help + " [" + default_text(entry) + "]");
    }
    out += "\nConfiguration:\n";
    append_option(out, "config", "FILE", "File to read options from, TOML or INI [none]");
    append_option(out, "print-config", "", "Print the effective configuration as such a file, and exit");
    append_option(out, "help", "", "Print this, and exit");
    append_option(out, "version", "", "Print the version, and exit");
    return out.append(closing);
}

std::string healthcheck_help_text() { return std::string(healthcheck_help); }

std::string print_config(const layered_options& effective) {
    std::string out = "# echoserver " + std::string(version()) + ": the effective configuration and its sources\n";
    for (const auto& group : option_groups()) {
        out.append("\n# ").append(group.title).append("\n");
        for (const auto& entry : group.entries)
            append_setting(out, effective, entry);
    }
    return out;
}

} // namespace srcip::echoserver
