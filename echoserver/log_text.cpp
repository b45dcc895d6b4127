#include "echoserver/log_text.hpp"

#include <srcip/ascii.hpp>
#include <srcip/printable.hpp>
#include <srcip/utf8.hpp>

#include <algorithm>
#include <cstdint>

namespace srcip::echoserver {
namespace {

constexpr std::string_view ellipsis = "…";

bool is_plain(char c) { return c >= 0x20 && c <= 0x7e && c != '"' && c != '\\'; }

std::size_t plain_prefix(std::string_view text) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_plain);
    return static_cast<std::size_t>(end - text.begin());
}

/// Appends runs of plain text as they are and what `escape` makes of every other character.
template <class Escape>
void append_escaped(std::string_view text, std::size_t max, std::string& out, Escape escape) {
    const auto limit = out.size() + max;
    while (!text.empty()) {
        auto step = plain_prefix(text);
        const bool plain = step != 0;
        step = plain ? std::min(step, limit - out.size()) : std::max<std::size_t>(utf8_sequence_length(text), 1);
        // A short std::string: no allocation.
        const auto piece = plain ? std::string() : escape(text.substr(0, step));
        if (step == 0 || out.size() + piece.size() > limit) {
            out += ellipsis;
            return;
        }
        out += plain ? text.substr(0, step) : std::string_view(piece);
        text.remove_prefix(step);
    }
}

std::string text_escape(std::string_view character) {
    if (character == "\"" || character == "\\")
        return '\\' + std::string(character);
    return printable(character);
}

void append_utf16_escape(std::uint32_t unit, std::string& out) {
    static constexpr char digits[] = "0123456789abcdef";
    out += "\\u";
    for (const unsigned shift : {12U, 8U, 4U, 0U})
        out += digits[unit >> shift & 0xfU];
}

/// RFC 8259 section 7: above U+FFFF as a surrogate pair.
std::string utf16_escapes(std::uint32_t value) {
    std::string out;
    if (value >= 0x10000) {
        append_utf16_escape(0xd800 + ((value - 0x10000) >> 10U), out);
        value = 0xdc00 + ((value - 0x10000) & 0x3ffU);
    }
    append_utf16_escape(value, out);
    return out;
}

std::string json_escape(std::string_view character) {
    if (character == "\"" || character == "\\")
        return '\\' + std::string(character);
    if (utf8_sequence_length(character) == 0)
        return "\xef\xbf\xbd";
    return printable(character) == character ? std::string(character) : utf16_escapes(utf8_code_point(character));
}

constexpr std::string_view secret_parts[] = {"token",    "secret",    "passw",      "signature", "credential",
                                             "authoriz", "session",   "jwt",        "apikey",    "api_key",
                                             "api-key",  "accesskey", "access_key", "access-key"};
constexpr std::string_view secret_names[] = {"key", "sig", "pass", "pwd", "auth", "sid"};

bool sounds_secret(std::string_view name) {
    char lower[64];
    const auto size = std::min(name.size(), sizeof lower);
    std::transform(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(size), lower, ascii_lower);
    const std::string_view lowered(lower, size);
    return std::any_of(std::begin(secret_parts), std::end(secret_parts),
                       [=](std::string_view part) { return lowered.find(part) != std::string_view::npos; }) ||
           std::find(std::begin(secret_names), std::end(secret_names), lowered) != std::end(secret_names);
}

/// A part of a text, as offsets.
struct stretch {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool empty() const { return begin == end; }
};

/// "user:password" of "http://user:password@host/" and of "user:password@host:443"; of nothing else.
stretch find_userinfo(std::string_view target) {
    if (target.starts_with('/') || target.find('@') == std::string_view::npos)
        return {};
    const auto scheme_end = target.find("://");
    const auto begin = scheme_end == std::string_view::npos ? 0 : scheme_end + 3;
    const auto authority = target.substr(0, target.find_first_of("/?#", begin));
    const auto at = authority.rfind('@');
    return at == std::string_view::npos || at < begin ? stretch{} : stretch{begin, at};
}

/// The value of one query parameter when its name sounds secret.
stretch secret_value(std::string_view target, const stretch& parameter) {
    const auto equals = target.substr(0, parameter.end).find('=', parameter.begin);
    if (equals == std::string_view::npos || !sounds_secret(target.substr(parameter.begin, equals - parameter.begin)))
        return {};
    return {equals + 1, parameter.end};
}

} // namespace

void append_quoted(std::string_view text, std::size_t max, std::string& out) {
    out += '"';
    append_escaped(text, max, out, text_escape);
    out += '"';
}

void append_json_string(std::string_view text, std::size_t max, std::string& out) {
    out += '"';
    append_escaped(text, max, out, json_escape);
    out += '"';
}

std::string_view without_secrets(std::string_view target, std::size_t max, std::string& scratch) {
    scratch.clear();
    std::size_t copied = 0;
    const auto hide = [&](const stretch& secret) {
        scratch += target.substr(copied, secret.begin - copied);
        scratch += "***";
        copied = secret.end;
    };
    if (const auto userinfo = find_userinfo(target); !userinfo.empty())
        hide(userinfo);
    const auto query = target.find('?');
    auto from = query == std::string_view::npos ? target.size() : query + 1;
    // Nobody looks at what comes behind `max`: a long query must not cost more than a short one.
    while (from < target.size() && scratch.size() + (from - copied) <= max) {
        const auto end = std::min(target.find_first_of("&;#", from), target.size());
        if (const auto secret = secret_value(target, {from, end}); !secret.empty())
            hide(secret);
        from = end == target.size() || target[end] == '#' ? target.size() : end + 1;
    }
    if (copied == 0)
        return target.substr(0, max + 1);
    scratch += target.substr(copied);
    return std::string_view(scratch).substr(0, max + 1);
}

} // namespace srcip::echoserver
