#include "tests/support/exposition_check.hpp"

#include <srcip/ascii.hpp>
#include <srcip/utf8.hpp>

#include <algorithm>
#include <charconv>
#include <set>

namespace srcip::test {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

/// What both metrics and labels may be called; the format would also let upper case through.
bool is_snake_case(std::string_view name) {
    return !name.empty() && (is_lower(name[0]) || name[0] == '_') && name.back() != '_' &&
           std::all_of(name.begin(), name.end(), [](char c) { return is_lower(c) || is_ascii_digit(c) || c == '_'; });
}

std::vector<std::string_view> words_of(std::string_view name) {
    std::vector<std::string_view> words;
    while (true) {
        const auto end = name.find('_');
        words.push_back(name.substr(0, end));
        if (end == std::string_view::npos)
            return words;
        name.remove_prefix(end + 1);
    }
}

/// Types in names, abbreviations, and units that are not base units.
constexpr std::string_view refused_words[] = {
    "counter",      "gauge",       "histogram", "summary",  "s",       "ms",        "us",
    "ns",           "sec",         "b",         "kb",       "mb",      "gb",        "tb",
    "pb",           "m",           "h",         "d",        "minutes", "hours",     "days",
    "weeks",        "bits",        "kilobytes", "percent",  "months",  "megabytes", "milliseconds",
    "microseconds", "nanoseconds", "gigabytes", "kibibytes"};

struct family {
    std::string name;
    std::string type;
    bool has_help = false;
    std::size_t samples = 0;
};

class checker {
  public:
    std::vector<std::string> check(std::string_view text) {
        if (!text.ends_with('\n'))
            problem("the page does not end in a line feed");
        while (!text.empty()) {
            const auto end = std::min(text.find('\n'), text.size());
            line_ = text.substr(0, end);
            check_line();
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        end_family();
        return std::move(problems_);
    }

  private:
    void problem(std::string_view what) { problems_.push_back(std::string(what) + ": " + std::string(line_)); }

    void check_line() {
        check_bytes();
        if (line_.empty())
            problem("an empty line");
        else if (line_.starts_with("# HELP "))
            check_help(line_.substr(7));
        else if (line_.starts_with("# TYPE "))
            check_type(line_.substr(7));
        else if (line_.starts_with('#'))
            problem("a comment that is neither HELP nor TYPE");
        else
            check_sample();
    }

    void check_bytes() {
        for (auto rest = line_; !rest.empty();) {
            const auto length = utf8_sequence_length(rest);
            if (length == 0 || static_cast<unsigned char>(rest[0]) < 0x20)
                return problem("a control byte or invalid UTF-8");
            rest.remove_prefix(length);
        }
    }

    void check_help(std::string_view rest) {
        end_family();
        const auto space = rest.find(' ');
        family_.name = rest.substr(0, space);
        family_.has_help = true;
        if (space == std::string_view::npos || rest.substr(space + 1).empty())
            problem("HELP without text");
        else
            check_escapes(rest.substr(space + 1), "\\n");
        if (!names_.insert(family_.name).second)
            problem("a second HELP, or a family in two blocks");
        check_name(family_.name);
    }

    void check_name(std::string_view name) {
        if (!is_snake_case(name))
            problem("a name that is not snake_case");
        for (const auto word : words_of(name))
            if (std::find(std::begin(refused_words), std::end(refused_words), word) != std::end(refused_words))
                problem("a type, an abbreviation or no base unit in a name");
        for (const auto* suffix : {"_bucket", "_count", "_sum"})
            if (name.ends_with(suffix))
                problem("a histogram's suffix");
    }

    void check_type(std::string_view rest) {
        const auto space = std::min(rest.find(' '), rest.size());
        const auto name = rest.substr(0, space);
        const auto type = rest.substr(std::min(space + 1, rest.size()));
        if (!family_.has_help || family_.name != name)
            problem("TYPE without its HELP before it");
        if (!family_.type.empty())
            problem("a second TYPE");
        if (family_.samples != 0)
            problem("TYPE behind samples");
        if (type != "counter" && type != "gauge")
            problem("neither counter nor gauge");
        if ((type == "counter") != name.ends_with("_total"))
            problem("counters end in _total, and nothing else does");
        family_.type = type;
    }

    void end_family() {
        if (!family_.name.empty() && family_.samples == 0)
            problem("a family without samples before this line, " + family_.name);
        family_ = {};
    }

    void check_sample() {
        const auto name = line_.substr(0, line_.find_first_of("{ "));
        if (family_.name != name || family_.type.empty())
            problem("a sample without its TYPE before it");
        ++family_.samples;
        auto rest = line_.substr(name.size());
        if (rest.starts_with('{'))
            rest = check_labels(rest.substr(1));
        if (!rest.starts_with(' '))
            return problem("no space before the value");
        check_value(rest.substr(1));
        if (!samples_.insert(std::string(line_.substr(0, line_.size() - rest.size()))).second)
            problem("a sample that was there before");
    }

    /// Returns what stands behind the closing brace.
    std::string_view check_labels(std::string_view rest) {
        std::set<std::string_view> seen;
        while (!rest.empty() && rest[0] != '}') {
            const auto name = rest.substr(0, rest.find('='));
            if (!is_snake_case(name) || name.starts_with("__") || name == "le" || name == "quantile")
                problem("a label name that is reserved or not snake_case");
            if (!seen.insert(name).second)
                problem("a label twice");
            rest.remove_prefix(name.size());
            if (!rest.starts_with("=\""))
                break;
            rest = check_label_value(rest.substr(2));
            if (rest.starts_with(','))
                rest.remove_prefix(1);
        }
        if (!rest.starts_with('}')) {
            problem("labels that do not end");
            return {};
        }
        return rest.substr(1);
    }

    std::string_view check_label_value(std::string_view rest) {
        std::size_t end = 0;
        while (end < rest.size() && rest[end] != '"')
            end += rest[end] == '\\' ? 2 : 1;
        if (end >= rest.size()) {
            problem("a label value that does not end");
            return {};
        }
        check_escapes(rest.substr(0, end), "\\n\"");
        return rest.substr(end + 1);
    }

    void check_escapes(std::string_view text, std::string_view allowed) {
        for (auto at = text.find('\\'); at != std::string_view::npos; at = text.find('\\', at + 2))
            if (at + 1 >= text.size() || allowed.find(text[at + 1]) == std::string_view::npos)
                return problem("an escape that does not exist");
    }

    void check_value(std::string_view text) {
        double value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size())
            return problem("a value that is no number, or something behind it");
        if (family_.type == "counter" && !(value >= 0))
            problem("a counter below zero");
    }

    std::string_view line_;
    family family_;
    std::set<std::string> names_;
    std::set<std::string> samples_;
    std::vector<std::string> problems_;
};

} // namespace

std::vector<std::string> exposition_problems(std::string_view text) { return checker().check(text); }

std::string_view exposed_value(std::string_view text, std::string_view sample) {
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        if (line.starts_with(sample) && line.substr(sample.size()).starts_with(' '))
            return line.substr(sample.size() + 1);
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
    return {};
}

} // namespace srcip::test
