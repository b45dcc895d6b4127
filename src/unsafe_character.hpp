#pragma once

namespace srcip {

/// Whether a terminal acts on this character, or it changes how its neighbours are read: C1 controls, line separators,
/// bidirectional controls, zero-width and tag characters. ASCII is never asked about.
bool is_unsafe_character(char32_t c);

} // namespace srcip
