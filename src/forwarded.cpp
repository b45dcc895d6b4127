#include "forwarded_node.hpp"

#include <srcip/ascii.hpp>
#include <srcip/authority.hpp>

#include <algorithm>

namespace srcip {
namespace {

/// RFC 9110 section 5.6.2, tchar
bool is_token_char(char c) {
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return is_ascii_alpha(c) || is_ascii_digit(c) || others.find(c) != others.npos;
}

/// What a quoted-string may hold, '"' and '\' apart (RFC 9110 section 5.6.4): no control but the tab.
bool is_text_char(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return c == '\t' || (byte >= 0x20 && byte != 0x7f);
}

/// RFC 3986 section 3.1
bool is_scheme(std::string_view text) {
    return !text.empty() && is_ascii_alpha(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
        return is_ascii_alpha(c) || is_ascii_digit(c) || c == '+' || c == '-' || c == '.';
    });
}

/// reg-name (RFC 3986 section 3.2.2), with "%" taken by itself: nothing is decoded here.
bool is_reg_name(std::string_view text) {
    constexpr std::string_view others = "-._~!$&'()*+,;=%";
    return std::all_of(text.begin(), text.end(),
                       [&](char c) { return is_ascii_alpha(c) || is_ascii_digit(c) || others.find(c) != others.npos; });
}

/// Host = uri-host [ ":" port ] (RFC 9110 section 7.2), a port being any digits, or none.
bool is_host(std::string_view text) {
    const auto name = host_part(text);
    return name && (name->starts_with('[') ? is_ip_literal(*name) : is_reg_name(*name));
}

/// Reads one field value from left to right. Each step says whether the grammar held so far.
class forwarded_parser {
  public:
    forwarded_parser(std::string_view text, std::vector<forwarded_hop>& hops)
        : rest_(text)
        , hops_(hops) {}

    // RFC 7239 section 4:
    //   Forwarded         = 1#forwarded-element          ; empty elements are passed over (RFC 9110 section 5.6.1)
    //   forwarded-element = [ forwarded-pair ] *( ";" [ forwarded-pair ] )
    //   forwarded-pair    = token "=" value
    //   value             = token / quoted-string
    // White space is allowed around the commas only.
    errc parse() {
        for (;;) {
            skip_ows();
            if (rest_.empty())
                return errc{};
            if (take(','))
                continue;
            if (hops_.size() == max_hops)
                return errc::too_many_hops;
            if (!parse_element())
                return errc::bad_forwarded;
        }
    }

  private:
    bool parse_element() {
        hop_ = {};
        names_.clear();
        do {
            if (at_pair() && !parse_pair())
                return false;
        } while (take(';'));
        hops_.push_back(std::move(hop_));
        skip_ows();
        return rest_.empty() || take(',');
    }

    bool parse_pair() {
        const auto name = take_token();
        if (name.empty() || !take('=') || !parse_value())
            return false;
        return value_.size() <= max_hop_text && is_first(name) && store(name);
    }

    bool parse_value() {
        value_.clear();
        if (take('"'))
            return parse_quoted();
        value_ = take_token();
        return !value_.empty();
    }

    /// quoted-string = DQUOTE *( qdtext / "\" any-of-them ) DQUOTE; the first quote is taken.
    bool parse_quoted() {
        while (!take('"')) {
            take('\\');
            if (rest_.empty() || !is_text_char(rest_.front()))
                return false;
            value_ += rest_.front();
            rest_.remove_prefix(1);
        }
        return true;
    }

    /// No parameter comes twice in an element, extensions included.
    bool is_first(std::string_view name) {
        for (const auto earlier : names_)
            if (ascii_iequals(earlier, name))
                return false;
        names_.push_back(name);
        return names_.size() <= max_pairs;
    }

    bool store(std::string_view name) {
        if (ascii_iequals(name, "for"))
            return (hop_.for_node = parse_forwarded_node(value_)).has_value();
        if (ascii_iequals(name, "by"))
            return (hop_.by_node = parse_forwarded_node(value_)).has_value();
        if (ascii_iequals(name, "host"))
            return is_host(hop_.host.emplace(value_));
        if (ascii_iequals(name, "proto"))
            return is_scheme(hop_.proto.emplace(value_));
        return true;
    }

    bool at_pair() const { return !rest_.empty() && is_token_char(rest_.front()); }

    bool take(char c) {
        if (!rest_.starts_with(c))
            return false;
        rest_.remove_prefix(1);
        return true;
    }

    std::string_view take_token() {
        const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_token_char);
        const auto token = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
        rest_.remove_prefix(token.size());
        return token;
    }

    void skip_ows() {
        while (take(' ') || take('\t'))
            ;
    }

    /// Keeps the search for repeated names from growing with the square of a hostile field's length.
    static constexpr std::size_t max_pairs = 32;

    std::string_view rest_;
    std::vector<forwarded_hop>& hops_;
    forwarded_hop hop_;
    std::vector<std::string_view> names_; ///< of the element's parameters so far
    std::string value_;                   ///< of the last pair, out of its quotes
};

} // namespace

result<std::vector<forwarded_hop>> parse_forwarded(std::span<const std::string_view> lines) {
    std::vector<forwarded_hop> hops;
    for (const auto line : lines)
        if (const auto fault = forwarded_parser(line, hops).parse(); fault != errc{})
            return fault;
    // 1#forwarded-element: at least one.
    if (hops.empty())
        return errc::bad_forwarded;
    return hops;
}

} // namespace srcip
