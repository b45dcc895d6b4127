#include "probe/kube/exec_credential.hpp"

#include "probe/kube/child_process.hpp"
#include "probe/kube/exec_protocol.hpp"
#include "probe/kube/in_words.hpp"

#include <srcip/printable.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include <unistd.h>

namespace srcip::probe::kube {

namespace {

constexpr std::size_t max_kept_errors = 8192;
constexpr std::size_t max_shown_errors = 400;

bool is_set_by(const std::string& entry, const std::vector<std::pair<std::string, std::string>>& variables) {
    return std::any_of(variables.begin(), variables.end(), [&](const auto& v) {
        return entry.size() > v.first.size() && entry[v.first.size()] == '=' && entry.starts_with(v.first);
    });
}

/// Our own environment with the plugin's variables in place of those of the same name.
std::vector<std::string> environment_with(const std::vector<std::pair<std::string, std::string>>& variables) {
    std::vector<std::string> out;
    for (char** entry = ::environ; entry != nullptr && *entry != nullptr; ++entry) {
        if (!is_set_by(*entry, variables))
            out.emplace_back(*entry);
    }
    for (const auto& [name, value] : variables)
        out.push_back(name + "=" + value);
    return out;
}

/// Foreign text of several lines, each escaped.
std::string escaped_lines(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        out += printable(text.substr(0, end), 1000);
        if (end < text.size())
            out += '\n';
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

class exec_credential final : public credential_source {
  public:
    exec_credential(const endpoint& where, exec_surroundings from)
        : where_(where)
        , from_(std::move(from))
        , about_("credential plugin " + quoted(where.exec->command, 128) + " (" + where.source + ")") {}

    boost::asio::awaitable<outcome<credential>> get(bool refused) override {
        const bool fresh = current_ && !refused && (!expires_ || from_.now() <= *expires_);
        if (fresh)
            co_return *current_;
        co_return renew();
    }

    std::string describe() const override { return "what " + about_ + " gave"; }

  private:
    error failed(const std::string& what) const { return {error_kind::plugin, about_ + " " + what}; }

    /// interactiveMode against what there is.
    outcome<bool> may_ask() const {
        const interactive_mode mode = where_.exec->mode;
        if (mode == interactive_mode::always && !from_.terminal)
            return error(error_kind::config, about_ + " wants a terminal (interactiveMode: Always), and standard input "
                                                      "is none; log in with it first, or run this in a terminal");
        return mode != interactive_mode::never && from_.terminal;
    }

    outcome<std::string> locate() const {
        const std::string& command = where_.exec->command;
        std::string found = find_program(command, from_.path);
        if (!found.empty())
            return found;
        return failed("is not installed: no folder of PATH holds " + quoted(command, 128) + hint());
    }

    std::string hint() const {
        const std::string& text = where_.exec->install_hint;
        return text.empty() ? "" : "; its author says: " + quoted(text, max_shown_errors);
    }

    child_request request_for(const std::string& program, bool interactive, std::string* errors) const {
        child_request request;
        request.program = program;
        request.arguments = where_.exec->args;
        auto variables = where_.exec->env;
        variables.emplace_back("KUBERNETES_EXEC_INFO", exec_info(where_, interactive));
        request.environment = environment_with(variables);
        request.terminal = interactive;
        request.timeout = interactive ? from_.login_timeout : from_.timeout;
        request.on_errors = [this, interactive, errors](std::string_view bytes) {
            errors->append(bytes.substr(0, max_kept_errors - std::min(max_kept_errors, errors->size())));
            if (interactive)
                from_.tell(escaped_lines(bytes));
        };
        return request;
    }

    std::string said(const std::string& errors) const {
        const std::size_t end = errors.find_last_not_of(" \t\r\n");
        return end == std::string::npos ? "" : "; it said: " + quoted(errors.substr(0, end + 1), max_shown_errors);
    }

    error end_error(const child_request& request, const child_result& result, const std::string& errors) const {
        switch (result.end) {
        case child_end::timeout:
            return failed("was not finished within " + in_words(request.timeout) + " and was ended" + said(errors));
        case child_end::too_much_output:
            return failed("printed more than " + std::to_string(request.max_output / 1024) + " KiB and was ended");
        case child_end::interrupted:
            return failed("was ended: interrupted");
        case child_end::signalled:
            return failed("was ended by signal " + std::to_string(result.code) + said(errors));
        case child_end::not_started:
            return failed("cannot be run: " + printable(request.program) + ": " +
                          std::generic_category().message(result.code) +
                          (result.code == ENOENT ? hint() : std::string()));
        case child_end::exited:
            break;
        }
        return failed("failed with exit status " + std::to_string(result.code) + said(errors));
    }

    outcome<credential> renew() {
        current_.reset();
        const auto interactive = may_ask();
        if (!interactive)
            return interactive.error();
        const auto program = locate();
        if (!program)
            return program.error();
        std::string errors;
        const child_request request = request_for(*program, *interactive, &errors);
        const child_result result = run_child(request);
        if (result.end != child_end::exited || result.code != 0)
            return end_error(request, result, errors);
        auto answer = read_exec_answer(result.output, where_.exec->api_version);
        if (!answer)
            return failed(answer.error().message + said(errors));
        if (!*interactive && !errors.empty())
            from_.tell(escaped_lines(errors) + (errors.ends_with('\n') ? "" : "\n"));
        return keep(std::move(*answer));
    }

    credential keep(exec_answer answer) {
        credential made;
        if (!answer.token.empty())
            made.authorization = "Bearer " + answer.token;
        made.cert_pem = std::move(answer.cert_pem);
        made.key_pem = std::move(answer.key_pem);
        expires_ = answer.expires;
        current_ = made;
        return made;
    }

    endpoint where_;
    exec_surroundings from_;
    std::string about_;
    std::optional<credential> current_;
    std::optional<std::chrono::system_clock::time_point> expires_;
};

} // namespace

exec_surroundings system_exec_surroundings() {
    exec_surroundings from;
    const char* path = std::getenv("PATH"); // NOLINT(concurrency-mt-unsafe): nothing here ever changes the environment
    from.path = path == nullptr ? "" : path;
    from.terminal = ::isatty(STDIN_FILENO) == 1;
    from.now = [] { return std::chrono::system_clock::now(); };
    from.tell = [](std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); };
    return from;
}

std::unique_ptr<credential_source> make_exec_credential(const endpoint& where, exec_surroundings from) {
    return std::make_unique<exec_credential>(where, std::move(from));
}

} // namespace srcip::probe::kube
