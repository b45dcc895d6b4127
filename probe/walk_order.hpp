#pragma once

#include "probe/path.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace srcip::probe {

/// In which order paths are walked: spread over the addresses they lead to, and never more than so many connections to
/// one address at a time. Neither a node's connection table nor its ICMP limit (icmp_ratelimit, Linux ip-sysctl) meets
/// the whole sweep at once, and a dead node does not hold all workers.
class walk_order {
  public:
    /// Each path is handed out `attempts` times. `per_address`: connections in flight, at least one.
    walk_order(const std::vector<path>& paths, unsigned attempts, unsigned per_address);

    /// The index of a path to walk now; absent when there is none, or when every address has its share for now: then
    /// one is free again after the next release().
    std::optional<std::size_t> take();
    /// A path that was taken has been walked.
    void release(std::size_t path);

  private:
    struct address {
        std::deque<std::size_t> paths; ///< still to walk
        unsigned in_flight = 0;
        bool waiting = false; ///< in ready_
    };

    void queue(std::size_t at);

    std::vector<address> addresses_;
    std::vector<std::size_t> address_of_; ///< by path
    std::deque<std::size_t> ready_;       ///< addresses that may be walked to
    unsigned per_address_;
};

} // namespace srcip::probe
