#pragma once

#include <string>
#include <string_view>

namespace srcip::echoserver {

/// What echoserver:1.4 takes for a method: upper-case letters, "-" and "_", at least one.
bool is_method(std::string_view method);

/// Whether a request target is one that this server answers: origin-form or absolute-form, printable ASCII, its path
/// decodable and not leading above the root. OPTIONS's "*" and CONNECT's authority are not.
bool is_target(std::string_view target);

/// The last extension of a target's decoded path: "html" for "/a/b.html?x"; empty when there is none.
std::string path_extension(std::string_view target);

/// Whether a Host field's value is host [":" port] and one that echoserver:1.4 takes too.
bool is_host(std::string_view value);

/// What a Connection field's value asks for. nginx looks for the words anywhere in the value.
enum class connection_wish { none, close, keep_alive };
connection_wish read_connection(std::string_view value);

/// The whole value is digits, at least one.
bool is_decimal(std::string_view value);

/// Whether a request line that is no HTTP/1.0 or 1.1 names another version of HTTP, from 1.2 on.
bool names_other_version(std::string_view request_line);

} // namespace srcip::echoserver
