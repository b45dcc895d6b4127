#include "probe/report/xml_text.hpp"

namespace srcip::probe {

namespace {

std::string_view entity(char c) {
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;"; // so that ]]> cannot come out either
    case '"':
        return "&quot;";
    default:
        return {};
    }
}

bool is_no_character(std::string_view text) {
    return text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF");
}

} // namespace

void append_xml(std::string_view text, std::string& out) {
    while (!text.empty()) {
        const std::string_view escaped = entity(text.front());
        if (!escaped.empty()) {
            out += escaped;
            text.remove_prefix(1);
        } else if (is_no_character(text)) {
            out += "\xEF\xBF\xBD"; // U+FFFD
            text.remove_prefix(3);
        } else {
            out += text.front();
            text.remove_prefix(1);
        }
    }
}

void append_attribute(std::string_view name, std::string_view value, std::string& out) {
    out.append(" ").append(name).append("=\"");
    append_xml(value, out);
    out += '"';
}

} // namespace srcip::probe
