#pragma once

namespace srcip::probe {

/// Takes the descriptors 0, 1 and 2 where they are closed, so that no socket or file gets one of them and, with it,
/// what is meant for standard output or standard error. Writing to what stands in for them fails, as it would without.
void keep_standard_streams();

} // namespace srcip::probe
