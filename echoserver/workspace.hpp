#pragma once

#include "echoserver/request_parser.hpp"
#include "echoserver/response.hpp"

#include <exception>
#include <memory>
#include <vector>

namespace srcip::echoserver {

/// The buffers that one request needs, from its first byte to the last of its answer.
struct workspace {
    explicit workspace(const request_limits& limits)
        : parser(limits) {}

    request_parser parser;
    response out;
};

/// A thread's workspaces. A connection holds one only while it has bytes: idle ones cost next to nothing, and busy
/// ones find the same few buffers warm in the cache.
class workspace_pool {
  public:
    explicit workspace_pool(const request_limits& limits)
        : limits_(limits) {
        free_.reserve(most_kept);
    }

    std::unique_ptr<workspace> take() {
        if (free_.empty())
            return std::make_unique<workspace>(limits_);
        auto out = std::move(free_.back());
        free_.pop_back();
        return out;
    }

    void give_back(std::unique_ptr<workspace> used) noexcept {
        if (free_.size() >= most_kept)
            return;
        try {
            used->parser.reset();
            used->out.shrink();
            free_.push_back(std::move(used));
        } catch (const std::exception&) { // no memory to make it small again: then it is not kept
        }
    }

  private:
    static constexpr std::size_t most_kept = 64;
    request_limits limits_;
    std::vector<std::unique_ptr<workspace>> free_;
};

} // namespace srcip::echoserver
