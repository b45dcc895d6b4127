#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace srcip::echoserver {

/// One answer, built back to front so that it can be written at once without having been copied: the body is appended
/// behind a gap, and the head, which must know the body's length, is put into the end of the gap.
class response {
  public:
    response();

    /// Where the body goes: append only.
    std::string& body() { return bytes_; }
    std::size_t body_size() const { return bytes_.size() - gap; }
    void drop_body() { bytes_.resize(gap); }

    /// Puts `text` before everything so far. What does not fit the gap costs a copy of the body.
    void prepend(std::string_view text);

    /// What is still to be written.
    std::string_view unwritten() const { return std::string_view(bytes_).substr(begin_); }
    bool empty() const { return begin_ == bytes_.size(); }
    void written(std::size_t bytes) { begin_ += bytes; }

    /// Ready for the next answer.
    void clear();
    /// Also gives back what a large answer took.
    void shrink();

  private:
    static constexpr std::size_t gap = 640;
    std::string bytes_;
    std::size_t begin_ = gap; ///< of what is still to be written
};

} // namespace srcip::echoserver
