#pragma once

#include <srcip/echo_report.hpp>

#include <string>
#include <string_view>

namespace srcip::echoserver {

/// The longest form that is read: bytes, of query and body each.
inline constexpr std::size_t max_form_bytes = 1U << 20;

/// A request's arguments: those of its target's query and, of a POST, PUT or PATCH with the type
/// application/x-www-form-urlencoded, those of its body, which count first. Coded as the URL Standard says (section
/// 5.1): "&" between pairs, "+" for a space, "%XX". Of a name that comes twice the first counts, as for Go's FormValue.
///
/// A view: it reads the request's bytes whenever it is asked.
class form_values {
  public:
    explicit form_values(const request_view& request);

    /// Every pair can be decoded, and there is not too much of them. A ";" between pairs is no separator and none of
    /// the characters that a form leaves as they are: two parties would read it differently.
    bool well_formed() const;

    /// The value of the first pair with that name, decoded; empty when there is none.
    std::string get(std::string_view name) const;

  private:
    std::string_view body_;
    std::string_view query_;
};

} // namespace srcip::echoserver
