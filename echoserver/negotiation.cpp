#include "echoserver/negotiation.hpp"

#include <srcip/ascii.hpp>

#include <algorithm>
#include <optional>
#include <string_view>

namespace srcip::echoserver {
namespace {

/// Cuts what stands before the first `mark` outside of quotes off `text`.
std::string_view cut(std::string_view& text, char mark) {
    bool quoted = false;
    std::size_t i = 0;
    for (; i < text.size() && (quoted || text[i] != mark); ++i) {
        if (quoted && text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            quoted = !quoted;
    }
    const auto head = text.substr(0, i);
    text.remove_prefix(std::min(i + 1, text.size()));
    return trim_ows(head);
}

/// Thousandths of a qvalue; nothing when it is none.
//   qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )    (RFC 9110 section 12.4.2)
// More digits are passed over, and above 1 is 1.
std::optional<unsigned> thousandths(std::string_view text) {
    if (text.empty() || (text.front() != '0' && text.front() != '1'))
        return std::nullopt;
    unsigned value = text.front() == '1' ? 1000 : 0;
    if (text.size() > 1 && text[1] != '.')
        return std::nullopt;
    unsigned place = 100;
    for (std::size_t i = 2; i < text.size(); ++i, place /= 10) {
        if (!is_ascii_digit(text[i]))
            return std::nullopt;
        value += place * static_cast<unsigned>(text[i] - '0');
    }
    return std::min(value, 1000U);
}

/// The weight among a range's parameters: thousandths. 1000 without one, 0 when it cannot be read.
unsigned weight_of(std::string_view parameters) {
    while (!parameters.empty()) {
        const auto parameter = cut(parameters, ';');
        if (parameter.size() >= 2 && ascii_iequals(parameter.substr(0, 2), "q="))
            return thousandths(parameter.substr(2)).value_or(0);
    }
    return 1000;
}

/// The weights of the forms that were named: thousandths.
struct weights {
    unsigned text = 0;
    unsigned json = 0;
    unsigned html = 0;

    /// Of a form that is named twice the heavier counts.
    void take(std::string_view range) {
        const auto name = cut(range, ';');
        for (const auto& [form, weight] : {std::pair("text/plain", &weights::text),
                                           {"application/json", &weights::json},
                                           {"text/html", &weights::html}})
            if (ascii_iequals(name, form))
                this->*weight = std::max(this->*weight, weight_of(range));
    }

    answer_form form() const {
        const auto most = std::max(json, html);
        if (most == 0 || text > most)
            return answer_form::text;
        return json == most ? answer_form::json : answer_form::html;
    }
};

constexpr std::size_t shortest_name = std::string_view("text/html").size();

} // namespace

answer_form wanted_form(std::span<const header_field> headers) {
    weights named;
    for (const auto& field : headers) {
        // Most clients send "*/*" or nothing, and are through here.
        if (field.value.size() < shortest_name || !ascii_iequals(field.name, "accept"))
            continue;
        for (auto ranges = field.value; !ranges.empty();)
            named.take(cut(ranges, ','));
    }
    return named.form();
}

} // namespace srcip::echoserver
