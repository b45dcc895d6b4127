#pragma once

#include "probe/kube/client.hpp"
#include "probe/kube/page_parser.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace srcip::probe::kube {

struct list_limits {
    unsigned page_size = 500; ///< items asked for at once, as kubectl does
    unsigned max_pages = 5000;
    unsigned max_empty_pages = 16; ///< in a row
    unsigned max_restarts = 2;     ///< after 410 Gone
    std::size_t max_items = 200000;
    std::uint64_t max_bytes = std::uint64_t{4} << 30U; ///< of all pages together
    item_limits item;
};

struct list_request {
    explicit list_request(std::string p, std::string selector = {})
        : path(std::move(p))
        , label_selector(std::move(selector)) {}

    std::string path; ///< "/api/v1/nodes"
    std::string label_selector;
};

/// Lists a collection page by page. A continue token that has expired (410) starts the list anew, which the sink is
/// told; the same token twice, pages without end, and more than the limits allow are errors. `from` and `items` must
/// outlive the call.
boost::asio::awaitable<outcome<void>> list(client* from, list_request request, item_sink* items, list_limits limits);

/// Percent-encodes everything but RFC 3986's unreserved characters.
std::string percent_encoded(std::string_view text);

} // namespace srcip::probe::kube
