#include <srcip/html_escape.hpp>

namespace srcip {
namespace {

std::string_view entity(char c) {
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    default:
        return "&#39;";
    }
}

} // namespace

void append_html_escaped(std::string_view text, std::string& out) {
    for (;;) {
        const auto plain = text.find_first_of("&<>\"'");
        out += text.substr(0, plain);
        if (plain == text.npos)
            return;
        out += entity(text[plain]);
        text.remove_prefix(plain + 1);
    }
}

} // namespace srcip
