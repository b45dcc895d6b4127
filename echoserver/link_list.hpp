#pragma once

namespace srcip::echoserver {

// The analyzer does not see that deleting an object takes it out of its list (its destructor's base does), and so finds
// lists that hold what was deleted. tests/unit/echoserver/link_list_test.cpp runs under AddressSanitizer instead.
// NOLINTBEGIN(clang-analyzer-core.NullDereference,clang-analyzer-cplusplus.NewDelete)

/// A place in a list of its kind, or in none. Leaves its list when it is destroyed.
template <class Kind>
class list_link {
  public:
    list_link() = default;
    list_link(const list_link&) = delete;
    list_link& operator=(const list_link&) = delete;
    ~list_link() { unlink(); }

    bool is_linked() const { return after_ != this; }

    void unlink() {
        before_->after_ = after_;
        after_->before_ = before_;
        before_ = after_ = this;
    }

    void insert_before(list_link& other) {
        unlink();
        before_ = other.before_;
        after_ = &other;
        before_->after_ = this;
        other.before_ = this;
    }

    list_link* next() const { return after_; }

  private:
    list_link* before_ = this;
    list_link* after_ = this;
};

/// A list of such places. Owns nothing, allocates nothing.
template <class Kind>
class link_list {
  public:
    bool empty() const { return !head_.is_linked(); }
    /// An empty list's is null.
    list_link<Kind>* front() const { return empty() ? nullptr : head_.next(); }
    void add(list_link<Kind>& link) { link.insert_before(head_); }

    /// Calls `visit` with every place; it must not destroy any.
    template <class Visit>
    void for_each(Visit visit) {
        for (auto* link = head_.next(); link != &head_; link = link->next())
            visit(*link);
    }

  private:
    list_link<Kind> head_;
};

// NOLINTEND(clang-analyzer-core.NullDereference,clang-analyzer-cplusplus.NewDelete)

} // namespace srcip::echoserver
