#pragma once

#include "echoserver/options.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace srcip::echoserver {

enum class option_shape {
    flag,  ///< says yes by being there
    value, ///< has one value
    list,  ///< has several, separated by commas or each with the option's name before it; "none" is an empty list
};

/// What there is to know about one option, whatever source it is set by.
struct option_entry {
    std::string name{};     ///< "http-port": the configuration file's key, and the flag without its dashes
    std::string metavar{};  ///< "PORT": what stands for the value in the help
    std::string help{};     ///< without the default
    std::string expected{}; ///< "must be …"
    option_shape shape = option_shape::value;
    /// Reads one text. False when it is no value of this option.
    std::function<bool(options&, std::string_view)> read{};
    /// Empties a list before its elements are read one by one.
    std::function<void(options&)> clear{};
    /// Texts that read() turns into the same value. A list has none for none.
    std::function<std::vector<std::string>(const options&)> write{};
};

struct option_group {
    std::string_view title;
    std::vector<option_entry> entries;
};

/// Every option that flags, variables and configuration files set, in the order of the help.
const std::vector<option_group>& option_groups();

/// Nothing when no option has that name.
const option_entry* find_option(std::string_view name);

/// "--http-port".
std::string flag_name(const option_entry& entry);

/// "ECHOSERVER_HTTP_PORT".
std::string variable_name(std::string_view option);

option_group listening_group();
option_group tls_group();
option_group proxies_group();
option_group answers_group();
option_group limits_group();
option_group deadlines_group();
option_group draining_group();
option_group logging_group();

/// An option of one value. `field` says where it stands: options& → Value&, const options& → const Value&.
template <class Reader, class Field>
option_entry value_option(std::string name, std::string metavar, std::string help, Reader reader, Field field) {
    option_entry out;
    out.name = std::move(name);
    out.metavar = std::move(metavar);
    out.help = std::move(help);
    out.expected = reader.expected();
    out.read = [reader, field](options& into, std::string_view text) {
        const auto value = reader.read(text);
        if (value)
            field(into) = static_cast<std::remove_reference_t<decltype(field(into))>>(*value);
        return value.has_value();
    };
    out.write = [reader, field](const options& from) { return std::vector<std::string>{reader.write(field(from))}; };
    return out;
}

/// An option of several values that `field` finds as a vector.
template <class Reader, class Field>
option_entry list_option(std::string name, std::string metavar, std::string help, Reader reader, Field field) {
    option_entry out;
    out.name = std::move(name);
    out.metavar = std::move(metavar);
    out.help = std::move(help);
    out.expected = reader.expected();
    out.shape = option_shape::list;
    out.clear = [field](options& into) { field(into).clear(); };
    out.read = [reader, field](options& into, std::string_view text) {
        auto value = reader.read(text);
        if (value)
            field(into).push_back(std::move(*value));
        return value.has_value();
    };
    out.write = [reader, field](const options& from) {
        std::vector<std::string> texts;
        for (const auto& value : field(from))
            texts.push_back(reader.write(value));
        return texts;
    };
    return out;
}

} // namespace srcip::echoserver
