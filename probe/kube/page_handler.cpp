#include "probe/kube/page_handler.hpp"

#include <boost/json/value.hpp>

#include <utility>

namespace srcip::probe::kube {

namespace {

// The token goes into the next request's target.
constexpr std::size_t max_token = 16384;

error too_large(const std::string& what) { return {error_kind::too_large, what}; }

} // namespace

bool page_handler::fail(error what, error_code& ec) {
    failed_ = std::move(what);
    ec = boost::system::errc::make_error_code(boost::system::errc::value_too_large);
    return false;
}

void page_handler::start_item() {
    item_depth_ = depth_;
    values_ = 0;
    text_ = 0;
    skipped_.clear();
    stack_.reset(&memory_);
}

bool page_handler::hand_over(error_code& ec) {
    item_depth_ = 0;
    ++count_;
    outcome<void> taken;
    {
        const boost::json::value item = stack_.release();
        taken = items_->item(item);
    }
    memory_.release();
    return taken ? true : fail(taken.error(), ec);
}

bool page_handler::pushed(error_code& ec) {
    if (++values_ > limits_.max_values)
        return fail(too_large("an object in the list has too many values"), ec);
    return depth_ != item_depth_ || hand_over(ec);
}

bool page_handler::count_text(std::size_t bytes, error_code& ec) {
    text_ += bytes;
    return text_ <= limits_.max_text || fail(too_large("an object in the list is too large"), ec);
}

bool page_handler::ignored() {
    if (skip_depth_ != 0) {
        if (skip_depth_ == depth_)
            skip_depth_ = 0; // that was the value to skip
        return true;
    }
    if (in_items_ && depth_ == 2 && !building())
        start_item(); // an item that is no object
    return !building();
}

void page_handler::begin(bool object) {
    if (in_items_ && depth_ == 2)
        start_item();
    if (building() && object && skip_depth_ == 0)
        skipped_.push_back(0);
    if (depth_ == 1) {
        in_items_ = !object && key_ == "items";
        in_metadata_ = object && key_ == "metadata";
        saw_items_ |= in_items_;
    }
    ++depth_;
}

void page_handler::end() {
    --depth_;
    if (depth_ == 1) {
        in_items_ = false;
        in_metadata_ = false;
    }
}

bool page_handler::on_object_begin(error_code& /*ec*/) {
    begin(true);
    return true;
}

bool page_handler::on_array_begin(error_code& /*ec*/) {
    begin(false);
    return true;
}

bool page_handler::on_object_end(std::size_t n, error_code& ec) {
    end();
    if (!building() || ignored())
        return true;
    stack_.push_object(n - skipped_.back());
    skipped_.pop_back();
    return pushed(ec);
}

bool page_handler::on_array_end(std::size_t n, error_code& ec) {
    end();
    if (!building() || ignored())
        return true;
    stack_.push_array(n);
    return pushed(ec);
}

bool page_handler::on_key_part(text s, std::size_t /*n*/, error_code& ec) {
    if (key_complete_)
        key_.clear();
    key_complete_ = false;
    key_.append(s.data(), s.size());
    return count_text(building() ? s.size() : 0, ec);
}

bool page_handler::on_key(text s, std::size_t n, error_code& ec) {
    if (!on_key_part(s, n, ec))
        return false;
    key_complete_ = true;
    if (!building() || skip_depth_ != 0)
        return true;
    if (key_ == "managedFields") {
        skip_depth_ = depth_;
        ++skipped_.back();
    } else {
        stack_.push_key(key_);
    }
    return true;
}

bool page_handler::on_string_part(text s, std::size_t n, error_code& ec) {
    if (at_continue()) {
        if (n == s.size())
            continue_.clear(); // its first part
        continue_.append(s.data(), s.size());
        return continue_.size() <= max_token || fail(too_large("the continue token is too long"), ec);
    }
    if (skip_depth_ != 0 || ignored())
        return true;
    stack_.push_chars(s);
    return count_text(s.size(), ec);
}

bool page_handler::on_string(text s, std::size_t n, error_code& ec) {
    if (at_continue())
        return on_string_part(s, n, ec);
    if (ignored())
        return true;
    stack_.push_string(s);
    return count_text(s.size(), ec) && pushed(ec);
}

bool page_handler::on_int64(std::int64_t i, text /*s*/, error_code& ec) {
    if (ignored())
        return true;
    stack_.push_int64(i);
    return pushed(ec);
}

bool page_handler::on_uint64(std::uint64_t u, text /*s*/, error_code& ec) {
    if (ignored())
        return true;
    stack_.push_uint64(u);
    return pushed(ec);
}

bool page_handler::on_double(double d, text /*s*/, error_code& ec) {
    if (ignored())
        return true;
    stack_.push_double(d);
    return pushed(ec);
}

bool page_handler::on_bool(bool b, error_code& ec) {
    if (ignored())
        return true;
    stack_.push_bool(b);
    return pushed(ec);
}

bool page_handler::on_null(error_code& ec) {
    saw_items_ |= depth_ == 1 && key_ == "items"; // Go's empty list
    if (ignored())
        return true;
    stack_.push_null();
    return pushed(ec);
}

} // namespace srcip::probe::kube
