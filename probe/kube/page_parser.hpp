#pragma once

#include "probe/kube/connection.hpp"
#include "probe/kube/error.hpp"

#include <boost/json/value.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace srcip::probe::kube {

/// Takes a list's items, one after the other.
class item_sink {
  public:
    virtual ~item_sink() = default;
    /// `item` lives until the call returns. An error ends the list and is its result.
    virtual outcome<void> item(const boost::json::value& item) = 0;
    /// The list begins again from its start: forget what came.
    virtual void restart() = 0;
};

/// What one object in a list may be made of.
struct item_limits {
    std::size_t max_values = 500000;              ///< values in one item
    std::size_t max_text = std::size_t{8} << 20U; ///< bytes in all keys and strings of one item
};

/// Parses one page of a list while it arrives: each object of "items" is built, handed over and dropped, so that a
/// page needs no more memory than its largest object. managedFields, which nobody here reads and which are half of
/// what the API sends, are not built at all.
class page_parser final : public body_sink {
  public:
    /// `about` is how messages name the server, `items` must outlive the parser.
    page_parser(std::string about, item_sink* items, item_limits limits = {});
    ~page_parser() override;

    outcome<void> write(std::string_view bytes) override;
    /// To be called after the last byte: not_json when the document is not complete, bad_answer when it is no list.
    outcome<void> finish();

    /// metadata.continue; empty on the last page.
    const std::string& continue_token() const;
    /// Objects handed over.
    std::size_t count() const;

  private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace srcip::probe::kube
