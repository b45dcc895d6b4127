#include "echoserver/request_rules.hpp"

#include <srcip/ascii.hpp>
#include <srcip/authority.hpp>
#include <srcip/report_text.hpp>

#include <algorithm>
#include <array>

namespace srcip::echoserver {
namespace {

bool is_alnum(char c) { return is_ascii_alpha(c) || is_ascii_digit(c); }

unsigned hex_value(char c) { return static_cast<unsigned>(is_ascii_digit(c) ? c - '0' : ascii_lower(c) - 'a' + 10); }

/// Walks a path as nginx normalises it: "%xx" decoded once, empty and "." segments skipped, ".." one level up.
class path_walk {
  public:
    /// False when the path decodes to NUL, has a "%" without two digits, or leaves the root.
    bool run(std::string_view path) {
        for (std::size_t i = 0; i < path.size(); ++i) {
            char c = path[i];
            const bool encoded = c == '%';
            if (encoded) {
                if (i + 2 >= path.size() || !is_ascii_hex(path[i + 1]) || !is_ascii_hex(path[i + 2]))
                    return false;
                c = static_cast<char>(hex_value(path[i + 1]) << 4 | hex_value(path[i + 2]));
                i += 2;
                if (c == '\0')
                    return false;
            } else if (c == '?' || c == '#')
                break;
            if (!step(c))
                return false;
        }
        return end_segment();
    }

  private:
    bool step(char c) {
        if (c == '/')
            return end_segment();
        dots_only_ = dots_only_ && c == '.';
        ++length_;
        return true;
    }

    bool end_segment() {
        if (dots_only_ && length_ == 2)
            --depth_;
        else if (length_ > 0 && !(dots_only_ && length_ == 1))
            ++depth_;
        length_ = 0;
        dots_only_ = true;
        return depth_ >= 0;
    }

    long depth_ = 0;
    std::size_t length_ = 0; ///< of the current segment, decoded
    bool dots_only_ = true;
};

/// What a character of a target means for the checks below.
enum meaning : unsigned char { nothing = 0, mark = 1, forbidden = 2 };

constexpr std::array<unsigned char, 256> meanings_of_characters() {
    std::array<unsigned char, 256> out{};
    for (unsigned c = 0; c < 256; ++c)
        out[c] = c > ' ' && c < 0x7f ? nothing : forbidden;
    for (const char c : {'%', '.', '?', '#'})
        out[static_cast<unsigned char>(c)] = mark;
    return out;
}

constexpr auto meanings = meanings_of_characters();

/// The meanings of all characters, together.
unsigned meanings_in(std::string_view target) {
    unsigned out = nothing;
    for (const char c : target)
        out |= meanings[static_cast<unsigned char>(c)];
    return out;
}

/// Most paths need no walk: nothing encoded, no segment that starts with a dot.
bool is_path(std::string_view path) {
    const auto end = std::min(path.find_first_of("?#"), path.size());
    const auto plain = path.substr(0, end);
    if (plain.find('%') == plain.npos && plain.find("/.") == plain.npos)
        return true;
    return path_walk().run(path);
}

// absolute-form = scheme "://" host [ ":" *DIGIT ] ( "/" | "?" | end ) …   (nginx's subset of RFC 3986)
bool is_absolute_form(std::string_view target) {
    const auto scheme_end = target.find("://");
    if (scheme_end == target.npos || scheme_end == 0 || !is_ascii_alpha(target.front()))
        return false;
    const auto scheme = target.substr(0, scheme_end);
    if (!std::all_of(scheme.begin(), scheme.end(),
                     [](char c) { return is_alnum(c) || c == '+' || c == '-' || c == '.'; }))
        return false;
    const auto authority = target_authority(target);
    if (authority.empty())
        return false;
    const auto rest = target.substr(scheme_end + 3 + authority.size());
    if (!rest.empty() && rest.front() == '#')
        return false;
    const auto host = authority.substr(0, authority.front() == '[' ? authority.find(']') : authority.find(':'));
    const bool plain =
        std::all_of(host.begin(), host.end(), [](char c) { return is_alnum(c) || c == '.' || c == '-'; });
    return (plain || host.front() == '[') && is_host(authority) && is_path(rest);
}

bool contains_word(std::string_view value, std::string_view word) {
    return std::search(value.begin(), value.end(), word.begin(), word.end(),
                       [](char a, char b) { return ascii_lower(a) == b; }) != value.end();
}

} // namespace

bool is_method(std::string_view method) {
    return !method.empty() && std::all_of(method.begin(), method.end(),
                                          [](char c) { return (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; });
}

bool is_target(std::string_view target) {
    const auto meaning = meanings_in(target);
    if (target.empty() || (meaning & forbidden) != 0)
        return false;
    if (target.front() != '/')
        return is_absolute_form(target);
    return (meaning & mark) == 0 || is_path(target);
}

std::string path_extension(std::string_view target) {
    std::string decoded;
    const auto path = target_path(target);
    for (std::size_t i = 0; i < path.size() && path[i] != '?' && path[i] != '#'; ++i) {
        const bool encoded = path[i] == '%' && i + 2 < path.size();
        decoded += encoded ? static_cast<char>(hex_value(path[i + 1]) << 4 | hex_value(path[i + 2])) : path[i];
        i += encoded ? 2 : 0;
    }
    const auto mark = decoded.find_last_of("./");
    const bool none = mark == decoded.npos || decoded[mark] == '/' || (mark > 0 && decoded[mark - 1] == '/');
    return none ? std::string() : decoded.substr(mark + 1);
}

bool is_host(std::string_view value) { return http_host(value).has_value(); }

connection_wish read_connection(std::string_view value) {
    if (contains_word(value, "close"))
        return connection_wish::close;
    return contains_word(value, "keep-alive") ? connection_wish::keep_alive : connection_wish::none;
}

bool is_decimal(std::string_view value) {
    return !value.empty() && std::all_of(value.begin(), value.end(), is_ascii_digit);
}

bool names_other_version(std::string_view request_line) {
    const auto mark = request_line.rfind(" HTTP/");
    if (mark == request_line.npos)
        return false;
    const auto version = request_line.substr(mark + 6);
    const auto dot = version.find('.');
    const auto major = version.substr(0, dot);
    const auto minor = dot == version.npos ? std::string_view("0") : version.substr(dot + 1);
    if (!is_decimal(major) || !is_decimal(minor) || major.front() == '0' || minor.size() > 2)
        return false;
    return major != "1" || (minor.front() != '0' && minor != "1");
}

} // namespace srcip::echoserver
