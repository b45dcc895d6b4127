#pragma once

namespace srcip::echoserver {

/// A place in a session_list. Leaves the list when it is destroyed.
class session_link {
  public:
    session_link() = default;
    session_link(const session_link&) = delete;
    session_link& operator=(const session_link&) = delete;
    ~session_link() {
        before_->after_ = after_;
        after_->before_ = before_;
    }

  private:
    friend class session_list;
    session_link* before_ = this;
    session_link* after_ = this;
};

/// Who is connected to one thread: for the ticker and for draining. Owns nothing, allocates nothing.
class session_list {
  public:
    bool empty() const { return head_.after_ == &head_; }

    void add(session_link& link) {
        link.before_ = head_.before_;
        link.after_ = &head_;
        head_.before_->after_ = &link;
        head_.before_ = &link;
    }

    /// Calls `visit` with every link; it must not destroy any.
    template <class Visit>
    void for_each(Visit visit) {
        for (auto* link = head_.after_; link != &head_; link = link->after_)
            visit(*link);
    }

  private:
    session_link head_;
};

} // namespace srcip::echoserver
