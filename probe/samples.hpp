#pragma once

#include "probe/observation.hpp"

#include <vector>

namespace srcip::probe {

/// Connections of one path that came out alike, as far as a verdict can tell: what one of them saw, and how many there
/// were.
struct seen_alike {
    probe::observation observation;
    unsigned connections = 1;
};

/// Everything that the connections of one path saw, each outcome once, in the order in which they first came up. Empty:
/// the path was not walked.
using walked_path = std::vector<seen_alike>;

/// Who answered, by its own account: "namespace/pod", or its host name; empty when it says neither.
std::string server_of(const echo_answer& answer);

/// Adds one connection.
void add_seen(walked_path& walked, observation seen);

/// Replaces one of the connections of outcome `index` by another one that was made in its place.
void replace_seen(walked_path& walked, std::size_t index, observation seen);

/// The samples of all connections, sorted by server, then client.
std::vector<sample> all_samples(const walked_path& walked);

} // namespace srcip::probe
