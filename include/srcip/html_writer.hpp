#pragma once

#include <srcip/html_escape.hpp>

#include <srcip/printable.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace srcip {

/// Markup out of the source: only what is known when it is compiled becomes one, so no text from outside can.
class markup {
  public:
    consteval markup(const char* text) // NOLINT(google-explicit-constructor)
        : text_(text) {}
    constexpr explicit(false) operator std::string_view() const { return text_; }

  private:
    std::string_view text_;
};

/// Appends HTML to a string.
class html_writer {
  public:
    /// Longer than any field line this server takes: bytes, escapes included.
    static constexpr std::size_t longest_text = 16 * 1024;

    explicit html_writer(std::string& out)
        : out_(out) {}

    html_writer& raw(markup what) {
        out_ += std::string_view(what);
        return *this;
    }

    /// Text of any origin, on one line.
    html_writer& text(std::string_view foreign) {
        append_html_escaped(printable(foreign, longest_text), out_);
        return *this;
    }

    html_writer& number(std::uint64_t value) { return text(std::to_string(value)); }

    /// Text of any origin as it would be typed.
    html_writer& code(std::string_view foreign) { return raw("<code>").text(foreign).raw("</code>"); }

    /// An address or an endpoint: a narrow page breaks it behind its colons.
    html_writer& address(std::string_view own) {
        raw("<code>");
        for (auto colon = own.find(':'); colon != own.npos; colon = own.find(':')) {
            const auto part = own.substr(0, own.find_first_not_of(':', colon));
            text(part).raw("<wbr>");
            own.remove_prefix(part.size());
        }
        return text(own).raw("</code>");
    }

    html_writer& open_row(markup label) { return raw("<tr><th scope=\"row\">").raw(label).raw("</th><td>"); }
    html_writer& close_row() { return raw("</td></tr>\n"); }

    html_writer& row(markup label, std::string_view foreign) { return open_row(label).code(foreign).close_row(); }
    html_writer& address_row(markup label, std::string_view own) { return open_row(label).address(own).close_row(); }
    html_writer& number_row(markup label, std::uint64_t value, markup unit = "") {
        return open_row(label).raw("<code>").number(value).raw("</code>").raw(unit).close_row();
    }
    html_writer& words_row(markup label, markup words) { return open_row(label).raw(words).close_row(); }
    html_writer& flag_row(markup label, bool flag) { return words_row(label, flag ? markup("yes") : markup("no")); }

    /// A row only when there is something to say.
    html_writer& row_if(markup label, const std::optional<std::string>& foreign) {
        return foreign ? row(label, *foreign) : *this;
    }
    html_writer& row_if_known(markup label, std::string_view foreign) {
        return foreign.empty() ? *this : row(label, foreign);
    }

  private:
    std::string& out_;
};

} // namespace srcip
