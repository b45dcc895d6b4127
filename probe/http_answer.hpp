#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace srcip::probe {

/// How much of an answer is worth reading. The other side may be anything.
struct answer_limits {
    std::size_t header_bytes = 32 * 1024;      ///< of one message's header
    std::size_t body_bytes = 1024 * 1024;      ///< content, after any chunked coding
    std::size_t total_bytes = 2 * 1024 * 1024; ///< everything that came, framing and 1xx messages included
    unsigned informational = 8;                ///< 1xx messages before the answer
};

enum class answer_state { more, done, failed };

/// Reads the answer to one GET from whatever pieces it arrives in. Never reads itself.
class http_answer {
  public:
    explicit http_answer(const answer_limits& limits = {});
    ~http_answer();
    http_answer(http_answer&&) noexcept;
    http_answer& operator=(http_answer&&) noexcept;

    /// Takes all of `bytes`. What follows a finished answer is ignored.
    answer_state put(std::string_view bytes);
    /// The other side closed: ends an answer whose length only the close tells, fails any other unfinished one.
    answer_state put_eof();

    bool started() const; ///< whether any byte came
    int status() const;   ///< 0 until the header was read
    const std::string& body() const;
    /// Why it failed, one clause; may hold bytes the other side chose.
    const std::string& failure() const;

  private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace srcip::probe
