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
        : text_(text)
        , rest_(text)
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

    /// After errc::bad_forwarded: what is wrong, and before which byte.
    std::string_view why() const { return why_; }
    std::size_t where() const { return where_; }

  private:
    bool fail(std::string_view why) { return fail(why, rest_); }

    bool fail(std::string_view why, std::string_view at) {
        why_ = why;
        where_ = text_.size() - at.size();
        return false;
    }

    bool parse_element() {
        hop_ = {};
        names_.clear();
        do {
            if (at_pair() && !parse_pair())
                return false;
        } while (take(';'));
        hops_.push_back(std::move(hop_));
        const auto before_space = rest_;
        skip_ows();
        if (rest_.empty() || take(','))
            return true;
        if (rest_.size() != before_space.size())
            return fail("white space inside an element", before_space);
        return fail("neither a parameter nor \";\" nor \",\"");
    }

    bool parse_pair() {
        const auto pair = rest_;
        const auto name = take_token();
        if (!take('='))
            return fail("no \"=\" behind a parameter's name");
        if (!parse_value())
            return false;
        if (value_.size() > max_hop_text)
            return fail("too long a value", pair);
        return (is_first(name) || fail("a parameter twice, or too many of them", pair)) && store(name, pair);
    }

    bool parse_value() {
        value_.clear();
        if (take('"'))
            return parse_quoted();
        value_ = take_token();
        return !value_.empty() || fail("no value: neither a token nor a quoted string");
    }

    /// quoted-string = DQUOTE *( qdtext / "\" any-of-them ) DQUOTE; the first quote is taken.
    bool parse_quoted() {
        while (!take('"')) {
            take('\\');
            if (rest_.empty())
                return fail("a quoted string without end");
            if (!is_text_char(rest_.front()))
                return fail("a control character");
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

    bool store(std::string_view name, std::string_view pair) {
        if (ascii_iequals(name, "for"))
            return store_node(hop_.for_node, pair);
        if (ascii_iequals(name, "by"))
            return store_node(hop_.by_node, pair);
        if (ascii_iequals(name, "host"))
            return is_host(hop_.host.emplace(value_)) || fail("a host= that is no host", pair);
        if (ascii_iequals(name, "proto"))
            return is_scheme(hop_.proto.emplace(value_)) || fail("a proto= that is no URI scheme", pair);
        return true;
    }

    bool store_node(std::optional<forwarded_node>& node, std::string_view pair) {
        node = parse_forwarded_node(value_);
        return node || fail("a for= or by= that is no node (RFC 7239 section 6)", pair);
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

    std::string_view text_;
    std::string_view rest_;
    std::string_view why_{};
    std::size_t where_ = 0;
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

std::string explain_forwarded(std::span<const std::string_view> lines) {
    std::vector<forwarded_hop> hops;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        forwarded_parser parser(lines[i], hops);
        const auto fault = parser.parse();
        if (fault == errc::bad_forwarded)
            return std::string(parser.why()) + ", at byte " + std::to_string(parser.where() + 1) + " of field line " +
                   std::to_string(i + 1);
        if (fault != errc{})
            return make_error_code(fault).message();
    }
    return hops.empty() ? "no element" : "";
}

} // namespace srcip
