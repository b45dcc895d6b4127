#pragma once

#include "probe/report/json_writer.hpp"

#include <boost/json/value.hpp>

#include <string>

namespace srcip::probe {

/// Two spaces a level, members in the order they were added, a newline at the end.
std::string pretty_json(const boost::json::value& value);

} // namespace srcip::probe
