#pragma once

#include "echoserver/options.hpp"

#include <gtest/gtest.h>

#include <cctype>
#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <unistd.h>

namespace srcip::echoserver::test {

using parsed_options = std::variant<options, exit_request, healthcheck_request>;

/// A file of the running test's own, gone when the object is.
class temporary_file {
  public:
    explicit temporary_file(const std::string& content)
        : name_(testing::TempDir() + testing::UnitTest::GetInstance()->current_test_info()->name() + "-" +
                std::to_string(::getpid()) + ".toml") {
        std::ofstream(name_, std::ios::binary) << content;
    }
    ~temporary_file() { std::remove(name_.c_str()); }
    temporary_file(const temporary_file&) = delete;
    temporary_file& operator=(const temporary_file&) = delete;

    const std::string& name() const { return name_; }

  private:
    std::string name_;
};

/// How the program is started.
struct option_command {
    std::vector<std::string> flags{};
    std::map<std::string, std::string> variables{};

    parsed_options parse() const {
        std::vector<const char*> arguments{"echoserver"};
        for (const auto& flag : flags)
            arguments.push_back(flag.c_str());
        const auto get = [this](const char* name) -> const char* {
            const auto found = variables.find(name);
            return found == variables.end() ? nullptr : found->second.c_str();
        };
        return parse_options(static_cast<int>(arguments.size()), arguments.data(), get);
    }

    /// The options, when there is nothing wrong with them.
    options valid() const {
        const auto parsed = parse();
        if (const auto* asked = std::get_if<exit_request>(&parsed))
            ADD_FAILURE() << asked->text;
        return std::holds_alternative<options>(parsed) ? std::get<options>(parsed) : options{};
    }

    /// What is printed instead of serving, when something is.
    exit_request refused() const {
        const auto parsed = parse();
        if (const auto* asked = std::get_if<exit_request>(&parsed))
            return *asked;
        ADD_FAILURE() << "accepted";
        return {};
    }
};

/// The same option from each source.
inline option_command by_flag(const std::string& name, const std::string& value) {
    return {{"--" + name + "=" + value}, {}};
}

inline option_command by_variable(std::string name, const std::string& value) {
    for (auto& c : name)
        c = c == '-' || c == '.' ? '_' : static_cast<char>(std::toupper(c));
    return {{}, {{"ECHOSERVER_" + name, value}}};
}

inline option_command by_file(const temporary_file& file) { return {{"--config", file.name()}, {}}; }

} // namespace srcip::echoserver::test
