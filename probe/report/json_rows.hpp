#pragma once

#include "probe/advice.hpp"
#include "probe/health.hpp"
#include "probe/report/json_writer.hpp"
#include "probe/verdict.hpp"

namespace srcip::probe {

// The elements of a srcip.sweep/v1 report's lists, each an object.

void write_json(const sweep_row& row, json_writer& out);
void write_json(const health_row& row, json_writer& out);
void write_json(const advice& advice, json_writer& out);

} // namespace srcip::probe
