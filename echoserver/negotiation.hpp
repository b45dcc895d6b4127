#pragma once

#include <srcip/header_field.hpp>

#include <span>

namespace srcip::echoserver {

enum class answer_form { text, json, html };

/// What the Accept fields ask for (RFC 9110 section 12.5.1): application/json or text/html, named with a weight above
/// zero, whichever weighs more, JSON at equal weights; text when neither is, or when text/plain is named and outweighs
/// both. Only names count: curl and old scripts send wildcards, and get the text. A range whose weight cannot be read
/// asks for nothing. Allocates nothing.
answer_form wanted_form(std::span<const header_field> headers);

} // namespace srcip::echoserver
