#pragma once

#include <srcip/echo_answer.hpp>

namespace srcip {

/// Reads a body that may be our JSON.
result<echo_answer> read_json_answer(std::string_view body);

} // namespace srcip
