#pragma once

#include "probe/report/json_writer.hpp"
#include "probe/verdict.hpp"

namespace srcip::probe {

/// What was seen on a path and promised for it, as an object: the part of a row that comparisons are about. Null for no
/// row.
void write_row_state(const sweep_row* row, json_writer& out);

} // namespace srcip::probe
