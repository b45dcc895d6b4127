#include "echoserver/option_sources.hpp"

#include "echoserver/config_file.hpp"

#include <srcip/ascii.hpp>
#include <srcip/printable.hpp>

#include <algorithm>
#include <set>

namespace srcip::echoserver {
namespace {

/// The elements of a list: commas separate them, inside a text and between texts. Empty ones do not count.
std::vector<std::string> elements(const std::vector<std::string>& texts) {
    std::vector<std::string> out;
    for (const std::string_view text : texts) {
        for (std::size_t at = 0; at <= text.size();) {
            const auto comma = std::min(text.find(',', at), text.size());
            const auto element = trim_ows(text.substr(at, comma - at));
            if (!element.empty())
                out.emplace_back(element);
            at = comma + 1;
        }
    }
    return out;
}

bool is_service_link(std::string_view value) {
    return value.starts_with("tcp://") || value.starts_with("udp://") || value.starts_with("sctp://");
}

/// The first text that the option cannot read.
std::optional<std::string> read_list(const option_entry& entry, const std::vector<std::string>& texts, options& into) {
    const auto list = elements(texts);
    if (list.empty() && !texts.empty())
        return "";
    entry.clear(into);
    if (list.size() == 1 && list.front() == "none")
        return {};
    for (const auto& element : list)
        if (!entry.read(into, element))
            return element;
    return {};
}

std::optional<std::string> same_port(const options& values) {
    const std::pair<std::string_view, port_choice> listeners[]{
        {"--http-port", values.http_port},
        {"--https-port", values.https_port},
        {"--admin-port", values.admin_port},
    };
    for (const auto& a : listeners)
        for (const auto& b : listeners)
            if (a.first < b.first && a.second && a.second == b.second && *a.second != 0)
                return std::string(a.first) + " and " + std::string(b.first) + " are both " +
                       std::to_string(*a.second) + ": choose another port for one of them";
    return {};
}

std::optional<std::string> contradiction(const options& values) {
    if (!values.tls.key_file.empty() && values.tls.certificate_file.empty())
        return "--tls-key without --tls-cert: name the certificate that belongs to the key";
    if (values.strict_1_4 && values.text == text_version::v1_10)
        return "--strict-1.4 repeats the faults of 1.4 and cannot go with --format 1.10: choose one of them";
    if (values.compat != compatibility::agnhost && (values.agnhost.allow_exit || !values.agnhost.http_override.empty()))
        return std::string(values.agnhost.allow_exit ? "--agnhost-allow-exit" : "--agnhost-http-override") +
               " without --compat agnhost does nothing: give both or neither";
    return same_port(values);
}

} // namespace

std::optional<std::string> variable_value(const environment& get, std::string_view option) {
    const char* value = get(variable_name(option).c_str());
    if (value == nullptr || *value == '\0' || is_service_link(value))
        return {};
    return value;
}

std::string layered_options::describe(const option_entry& entry, option_source source) const {
    switch (source) {
    case option_source::file:
        return entry.name + " in the configuration file " + srcip::quoted(file_);
    case option_source::variable:
        return "the variable " + variable_name(entry.name);
    case option_source::preset:
    case option_source::flag:
        break;
    }
    return flag_name(entry);
}

std::optional<std::string> layered_options::apply(const option_entry& entry, option_source source,
                                                  const std::vector<std::string>& texts) {
    const auto where = describe(entry, source);
    if (entry.shape == option_shape::list) {
        if (const auto bad = read_list(entry, texts, values_))
            return where + ": " + srcip::quoted(*bad) + " " + entry.expected;
    } else if (texts.size() != 1) {
        return where + ": takes one value and has " + std::to_string(texts.size());
    } else if (!entry.read(values_, texts.front())) {
        return where + ": " + srcip::quoted(texts.front()) + " " + entry.expected;
    }
    sources_[entry.name] = source;
    return {};
}

std::optional<std::string> layered_options::apply_file(const std::string& file) {
    file_ = file;
    auto content = read_config(file);
    std::set<std::string> seen;
    for (const auto& item : content.items) {
        const auto* entry = find_option(item.key);
        if (entry == nullptr)
            return "unknown key " + srcip::quoted(item.key) + " in the configuration file " + srcip::quoted(file);
        if (!seen.insert(item.key).second)
            return "key " + srcip::quoted(item.key) + " stands twice in the configuration file " + srcip::quoted(file);
        if (auto error = apply(*entry, option_source::file, item.values))
            return error;
    }
    return content.error;
}

std::optional<std::string> layered_options::apply_variables(const environment& get) {
    for (const auto& group : option_groups())
        for (const auto& entry : group.entries)
            if (const auto value = variable_value(get, entry.name))
                if (auto error = apply(entry, option_source::variable, {*value}))
                    return error;
    return {};
}

std::optional<std::string> layered_options::apply_flag(const option_entry& entry,
                                                       const std::vector<std::string>& texts) {
    return apply(entry, option_source::flag, texts);
}

std::optional<std::string> layered_options::finish() {
    if (auto error = contradiction(values_))
        return error;
    if (values_.tls.key_file.empty())
        values_.tls.key_file = values_.tls.certificate_file;
    values_.limits.max_line_bytes = std::min(values_.limits.max_line_bytes, values_.limits.max_header_bytes);
    return {};
}

option_source layered_options::source_of(const option_entry& entry) const {
    const auto found = sources_.find(entry.name);
    return found == sources_.end() ? option_source::preset : found->second;
}

} // namespace srcip::echoserver
