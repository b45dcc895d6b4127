#include "echoserver/config_file.hpp"

#include <srcip/ascii.hpp>
#include <srcip/printable.hpp>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <sstream>
#include <string_view>
#include <system_error>

namespace srcip::echoserver {
namespace {

constexpr std::size_t longest_file = 256 * 1024; // CLI11 takes quadratic time for an array

struct file_closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

struct raw_content {
    std::string text{};
    std::string error{};
};

raw_content failed() { return {{}, std::generic_category().message(errno)}; }

/// At most `longest_file` bytes: the name may be that of a device without end.
raw_content read_text(const std::string& name) {
    const std::unique_ptr<std::FILE, file_closer> file(std::fopen(name.c_str(), "re"));
    if (!file)
        return failed();
    raw_content out;
    out.text.resize(longest_file + 1);
    out.text.resize(std::fread(out.text.data(), 1, out.text.size(), file.get()));
    if (std::ferror(file.get()) != 0)
        return failed();
    if (out.text.size() > longest_file)
        out.error = "longer than 256 KiB";
    else if (out.text.find('\0') != out.text.npos)
        out.error = "no text file";
    return out;
}

/// CLI11 2.1 takes a "#" in quotes for a comment; this one does not.
std::string_view without_comment(std::string_view line) {
    char open = '\0';
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (open != '\0')
            open = c == open ? '\0' : open;
        else if (c == '"' || c == '\'')
            open = c;
        else if (c == '#')
            return line.substr(0, i);
    }
    return line;
}

/// Whether an array is begun and not ended: an item of it may follow in the next line.
bool is_open_array(std::string_view line) {
    const auto equals = line.find('=');
    if (equals == line.npos || !trim_ows(line.substr(equals + 1)).starts_with('['))
        return false;
    return !line.ends_with(']');
}

bool is_space(char c) { return c == '\t' || c == '\r' || c == '\v' || c == '\f'; }

/// Without comments, and with each array on one line: CLI11 2.1 takes an array's end for granted and cannot read one
/// that begins with a line's end.
raw_content simplified(const std::string& text) {
    raw_content out;
    std::string pending;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::replace_if(line.begin(), line.end(), is_space, ' ');
        pending += trim_ows(without_comment(line));
        if (is_open_array(pending))
            continue;
        out.text.append(pending).append("\n");
        pending.clear();
    }
    if (!pending.empty())
        out.error = "an array has no end";
    return out;
}

std::vector<CLI::ConfigItem> parse(const std::string& text) {
    CLI::ConfigTOML reader;
    reader.comment('\0')->parentSeparator('\0'); // comments are gone; the dot in strict-1.4 separates nothing
    std::istringstream lines(text);
    return reader.from_config(lines);
}

/// CLI11 marks where sections begin and end with items of its own.
bool is_marker(const CLI::ConfigItem& item) { return item.name == "++" || item.name == "--"; }

} // namespace

config_content read_config(const std::string& file) {
    auto raw = read_text(file);
    if (raw.error.empty())
        raw = simplified(raw.text);
    config_content out;
    if (!raw.error.empty()) {
        out.error = "cannot read the configuration file " + srcip::quoted(file) + ": " + raw.error;
        return out;
    }
    for (auto& item : parse(raw.text))
        if (!is_marker(item))
            out.items.push_back({item.fullname(), std::move(item.inputs)});
    return out;
}

std::string config_value(const std::vector<std::string>& texts, bool list) {
    const auto one = [](const std::string& text) {
        const bool bare = text == "true" || text == "false" ||
                          (!text.empty() && std::all_of(text.begin(), text.end(), is_ascii_digit));
        return bare ? text : '"' + text + '"';
    };
    if (!list)
        return one(texts.front());
    std::string out;
    for (const auto& text : texts)
        out.append(out.empty() ? "[" : ", ").append(one(text));
    return out.empty() ? "[]" : out + "]";
}

} // namespace srcip::echoserver
