#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace srcip::probe {

/// Takes a text piece by piece, in order.
using text_sink = std::function<void(std::string_view)>;

/// What a renderer writes to: it appends to text() and says after each row that it is whole, so that a report of any
/// length needs no more memory than its longest row and what waits to be handed over.
class text_output {
  public:
    explicit text_output(text_sink sink)
        : sink_(std::move(sink)) {}

    std::string& text() { return text_; }

    /// Bytes so far, those that still wait included.
    std::size_t size() const { return handed_over_ + text_.size(); }

    /// Hands the text over when enough has come together.
    void row_done() {
        if (text_.size() >= enough)
            finish();
    }

    /// Hands over what is left.
    void finish() {
        if (!text_.empty())
            sink_(text_);
        handed_over_ += text_.size();
        text_.clear();
    }

  private:
    static constexpr std::size_t enough = 65'536; // bytes

    text_sink sink_;
    std::string text_;
    std::size_t handed_over_ = 0;
};

} // namespace srcip::probe
