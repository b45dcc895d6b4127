#include "probe/report/markdown_text.hpp"

#include <algorithm>

namespace srcip::probe {

namespace {

bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (static_cast<unsigned char>(c) & 0x80U) != 0;
}

/// Nothing that ends a code span or a table's cell, and nothing that a span would trim.
bool suits_code_span(std::string_view text) {
    return text.front() != ' ' && text.back() != ' ' && std::all_of(text.begin(), text.end(), [](char c) {
               return is_alphanumeric(c) || std::string_view(" .:/_-@[]()#=+,%").find(c) != std::string_view::npos;
           });
}

void append_entity(char c, std::string& out) { out += "&#" + std::to_string(static_cast<unsigned char>(c)) + ';'; }

/// What means nothing in Markdown wherever it stands. The colon does where an address might begin, and the full stop
/// behind "www" (GFM 6.9): both are seen to below.
bool is_plain(char c) {
    return is_alphanumeric(c) || std::string_view(" .,;'()/%?-").find(c) != std::string_view::npos;
}

bool begins_host_name(std::string_view before) {
    if (before.size() < 3)
        return false;
    const std::string_view last = before.substr(before.size() - 3);
    return std::all_of(last.begin(), last.end(), [](char c) { return c == 'w' || c == 'W'; });
}

} // namespace

std::string markdown_code(std::string_view text) {
    if (text.empty())
        return "–";
    if (suits_code_span(text))
        return '`' + std::string(text) + '`';
    return html_code(text);
}

std::string html_code(std::string_view text) {
    // In such an element Markdown may still be looked for: what could be a sign of it is spelled as a reference.
    std::string out = "<code>";
    for (std::size_t i = 0; i != text.size(); ++i) {
        const char c = text[i];
        const bool plain = is_alphanumeric(c) || std::string_view("-/,()").find(c) != std::string_view::npos ||
                           (c == '.' && !begins_host_name(text.substr(0, i)));
        plain ? void(out += c) : append_entity(c, out);
    }
    return out + "</code>";
}

std::string markdown_prose(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i != text.size(); ++i) {
        const char c = text[i];
        const bool address = c == ':' && text.substr(i + 1).starts_with("//");
        if ((c == ':' && !address) || (is_plain(c) && !(c == '.' && begins_host_name(text.substr(0, i)))))
            out += c;
        else
            append_entity(c, out);
        if (c == '@' || c == '#') // a comment between keeps GitHub from seeing a mention, or the number of an issue
            out += "<!-- -->";
    }
    return out;
}

} // namespace srcip::probe
