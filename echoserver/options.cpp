#include "echoserver/options.hpp"

#include "echoserver/option_help.hpp"
#include "echoserver/option_sources.hpp"
#include "echoserver/option_table.hpp"

#include <srcip/printable.hpp>
#include <srcip/version.hpp>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

namespace srcip::echoserver {
namespace {

exit_request usage_error(const std::string& text) {
    return {exit_usage, "echoserver: " + text + "; see echoserver --help"};
}

/// The command line's grammar. What the values mean is the option table's business, so that a variable or a file is
/// read no differently.
class command_line {
  public:
    command_line();

    /// Nothing when the command line is well-formed and asks for more than --help or --version.
    std::optional<exit_request> parse(int argc, const char* const* argv);
    /// Every option that was given, with its texts.
    std::optional<std::string> apply_to(layered_options& out) const;

    std::string config_file{};
    bool print_config = false;
    std::string path = healthcheck_request{}.path;
    bool healthcheck() const { return healthcheck_->parsed(); }

  private:
    void add(const option_entry& entry);

    CLI::App app_{"", "echoserver"};
    CLI::App* healthcheck_;
    std::vector<std::pair<const option_entry*, CLI::Option*>> given_{};
};

command_line::command_line()
    : healthcheck_(app_.add_subcommand("healthcheck")->fallthrough()) {
    for (const auto& group : option_groups())
        for (const auto& entry : group.entries)
            add(entry);
    app_.add_option("--config", config_file)->type_name("FILE");
    app_.add_flag("--print-config", print_config);
    app_.set_version_flag("--version", "echoserver " + std::string(version()));
    healthcheck_->add_option("--path", path)->type_name("PATH");
}

void command_line::add(const option_entry& entry) {
    const auto name = flag_name(entry);
    auto* option = entry.shape == option_shape::flag ? app_.add_flag(name) : app_.add_option(name);
    option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll); // repeated values are judged with everything else
    option->type_name(entry.metavar);
    given_.emplace_back(&entry, option);
}

std::optional<exit_request> command_line::parse(int argc, const char* const* argv) {
    try {
        app_.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        return exit_request{exit_ok, healthcheck() ? healthcheck_help_text() : help_text()};
    } catch (const CLI::CallForVersion& asked) {
        return exit_request{exit_ok, asked.what()};
    } catch (const CLI::Error& error) {
        std::string text = error.what();
        std::replace(text.begin(), text.end(), '\n', ' ');
        return usage_error(printable(text));
    }
    return {};
}

std::optional<std::string> command_line::apply_to(layered_options& out) const {
    for (const auto& [entry, option] : given_)
        if (option->count() > 0)
            if (auto error = out.apply_flag(*entry, option->results()))
                return error;
    return {};
}

std::optional<std::string> apply_all(const command_line& line, const environment& get, layered_options& out) {
    const auto file = line.config_file.empty() ? variable_value(get, "config") : line.config_file;
    std::optional<std::string> error;
    if (file)
        error = out.apply_file(*file);
    if (!error)
        error = out.apply_variables(get);
    if (!error)
        error = line.apply_to(out);
    return error ? error : out.finish();
}

/// Where this host reaches what listens on `address`.
ip_address reachable(const std::optional<ip_address>& address) {
    ip_address::v6_bytes v6_loopback{};
    v6_loopback.back() = 1;
    if (address && !address->is_unspecified())
        return *address;
    return address && address->is_v6() ? ip_address(v6_loopback) : ip_address(ip_address::v4_bytes{127, 0, 0, 1});
}

bool is_path(std::string_view text) {
    constexpr std::size_t longest = 1024;
    return text.starts_with('/') && text.size() <= longest &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

std::variant<options, exit_request, healthcheck_request> healthcheck_of(const options& values,
                                                                        const std::string& path) {
    if (!is_path(path))
        return usage_error("--path: " + srcip::quoted(path) + " must be a path such as /readyz");
    if (!values.admin_port)
        return exit_request{exit_failure, "echoserver: healthcheck: the admin port is off, so there is nobody to ask; "
                                          "give server and healthcheck the same --admin-port"};
    if (*values.admin_port == 0)
        return exit_request{exit_failure,
                            "echoserver: healthcheck: --admin-port 0 takes any free port, and nobody knows "
                            "which; give server and healthcheck the same port"};
    return healthcheck_request{path, {reachable(values.address), *values.admin_port}};
}

} // namespace

std::variant<options, exit_request, healthcheck_request> parse_options(int argc, const char* const* argv,
                                                                       const environment& get) {
    command_line line;
    if (const auto asked = line.parse(argc, argv))
        return *asked;
    layered_options effective;
    if (const auto error = apply_all(line, get, effective))
        return usage_error(*error);
    if (line.print_config)
        return exit_request{exit_ok, print_config(effective)};
    if (line.healthcheck())
        return healthcheck_of(effective.values(), line.path);
    return effective.values();
}

std::variant<options, exit_request, healthcheck_request> parse_options(int argc, const char* const* argv) {
    return parse_options(argc, argv, [](const char* name) {
        return std::getenv(name); // NOLINT(concurrency-mt-unsafe): nobody sets variables
    });
}

} // namespace srcip::echoserver
