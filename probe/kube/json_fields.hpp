#pragma once

#include <srcip/address.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace srcip::probe::kube {

// Access to the API's objects as they may be, not as they should be: every function answers "absent" for a field that
// is missing, null, or of another type.

/// nullptr unless `value` is an object that holds `key`, and not null.
const boost::json::value* member(const boost::json::value* value, std::string_view key);

/// nullptr unless the member is an object.
const boost::json::object* object_member(const boost::json::value* value, std::string_view key);

/// The items of a list; an empty list when the member is no list.
const boost::json::array& list_member(const boost::json::value* value, std::string_view key);

/// Empty unless the member is a string. Points into the document.
std::string_view text_member(const boost::json::value* value, std::string_view key);

std::optional<bool> flag_member(const boost::json::value* value, std::string_view key);

/// Whether the text could be the name of an object (or of a host): 1 to 253 letters, digits, "-", "." and "_". Names
/// end up in paths, identifiers and reports, so nothing else gets in.
bool is_name(std::string_view text);

/// A field that should hold a port.
enum class port_state { absent, good, bad };
struct port_field {
    port_state state = port_state::absent;
    std::uint16_t port = 0;
};

/// good: a whole number from 1 to 65535. A 0 counts as absent: Go leaves it out or writes it, as it likes.
port_field port_member(const boost::json::value* value, std::string_view key);

/// The value in short, escaped JSON: for messages about it.
std::string shown(const boost::json::value* value);

} // namespace srcip::probe::kube
