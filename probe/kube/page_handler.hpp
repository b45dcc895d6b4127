#pragma once

#include "probe/kube/page_parser.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value_stack.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace srcip::probe::kube {

/// The events of boost::json::basic_parser for one page of a list. Builds the values of one item at a time.
class page_handler {
  public:
    using text = boost::json::string_view;
    using error_code = boost::json::error_code;

    // What basic_parser asks of a handler: larger things are errors in it.
    static constexpr std::size_t max_object_size = 500000;
    static constexpr std::size_t max_array_size = 500000;
    static constexpr std::size_t max_key_size = 4096;
    static constexpr std::size_t max_string_size = std::size_t{8} << 20U;

    page_handler(item_sink* items, item_limits limits)
        : items_(items)
        , limits_(limits) {}

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code& ec);
    bool on_object_end(std::size_t n, error_code& ec);
    bool on_array_begin(error_code& ec);
    bool on_array_end(std::size_t n, error_code& ec);
    bool on_key_part(text s, std::size_t n, error_code& ec);
    bool on_key(text s, std::size_t n, error_code& ec);
    bool on_string_part(text s, std::size_t n, error_code& ec);
    bool on_string(text s, std::size_t n, error_code& ec);
    bool on_number_part(text, error_code&) { return true; }
    bool on_int64(std::int64_t i, text, error_code& ec);
    bool on_uint64(std::uint64_t u, text, error_code& ec);
    bool on_double(double d, text, error_code& ec);
    bool on_bool(bool b, error_code& ec);
    bool on_null(error_code& ec);
    bool on_comment_part(text, error_code&) { return true; }
    bool on_comment(text, error_code&) { return true; }

    const std::optional<error>& failed() const { return failed_; }
    const std::string& continue_token() const { return continue_; }
    std::size_t count() const { return count_; }
    bool saw_items() const { return saw_items_; }

  private:
    /// Whether the values that come now are an item's.
    bool building() const { return item_depth_ != 0; }
    void begin(bool object);
    void end();
    /// After a container, or at a value that is none: whether it is not to be built. Begins an item where one is due.
    bool ignored();
    /// After a value was pushed: hands an item over when it was its last.
    bool pushed(error_code& ec);
    bool count_text(std::size_t bytes, error_code& ec);
    void start_item();
    bool hand_over(error_code& ec);
    bool fail(error what, error_code& ec);
    bool at_continue() const { return depth_ == 2 && in_metadata_ && key_ == "continue"; }

    item_sink* items_;
    item_limits limits_;
    std::optional<error> failed_;
    std::string continue_;
    std::size_t count_ = 0;
    bool saw_items_ = false;

    std::string key_; ///< the last key, and while it comes in parts its beginning
    bool key_complete_ = true;
    std::size_t depth_ = 0;      ///< open containers
    std::size_t item_depth_ = 0; ///< depth_ outside of the item being built, 0: none
    std::size_t skip_depth_ = 0; ///< depth_ at the key whose value is skipped, 0: none
    bool in_items_ = false;
    bool in_metadata_ = false;
    std::vector<std::size_t> skipped_; ///< per open object of an item: keys that were left out
    std::size_t values_ = 0;
    std::size_t text_ = 0;

    std::array<unsigned char, 32768> first_block_{};
    boost::json::monotonic_resource memory_{first_block_.data(), first_block_.size()};
    boost::json::value_stack stack_;
};

} // namespace srcip::probe::kube
