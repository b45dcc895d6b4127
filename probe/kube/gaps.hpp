#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace srcip::probe::kube {

/// What could not be read, sentence by sentence. A hostile server can make a million of them: only the first are kept,
/// the others are counted.
class gap_list {
  public:
    static constexpr std::size_t max_sentences = 20;

    /// `sentence` holds foreign text only in escaped form.
    void add(std::string sentence) {
        if (sentences_.size() < max_sentences)
            sentences_.push_back(std::move(sentence));
        else
            ++more_;
    }
    void clear() {
        sentences_.clear();
        more_ = 0;
    }
    void move_to(gap_list& other) {
        for (std::string& sentence : sentences_)
            other.add(std::move(sentence));
        other.more_ += more_;
        clear();
    }
    void append_to(std::vector<std::string>& out) const {
        out.insert(out.end(), sentences_.begin(), sentences_.end());
        if (more_ > 0)
            out.push_back("and " + std::to_string(more_) + " more objects or fields that could not be used");
    }
    bool empty() const { return sentences_.empty(); }

  private:
    std::vector<std::string> sentences_;
    std::size_t more_ = 0;
};

} // namespace srcip::probe::kube
