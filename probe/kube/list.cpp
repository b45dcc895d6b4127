#include "probe/kube/list.hpp"

#include <srcip/printable.hpp>

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include <set>
#include <utility>

namespace srcip::probe::kube {

namespace {

namespace asio = boost::asio;

/// Counts what one attempt at a list has taken.
class counted_list {
  public:
    counted_list(std::string about, const list_limits& limits)
        : about_(std::move(about))
        , limits_(limits) {}

    outcome<void> count_bytes(std::size_t bytes) {
        bytes_ += bytes;
        return bytes_ <= limits_.max_bytes ? outcome<void>() : too_much("bytes", limits_.max_bytes);
    }
    outcome<void> count_item() {
        return ++items_ <= limits_.max_items ? outcome<void>() : too_much("objects", limits_.max_items);
    }
    /// Whether the list may go on behind a page with `count` items and this token.
    outcome<void> count_page(std::size_t count, const std::string& token) {
        empty_ = count == 0 ? empty_ + 1 : 0;
        if (!tokens_.insert(token).second)
            return endless("gave the same continue token twice");
        if (++pages_ >= limits_.max_pages)
            return endless("did not end after " + std::to_string(pages_) + " pages");
        if (empty_ > limits_.max_empty_pages)
            return endless("gave " + std::to_string(empty_) + " empty pages in a row");
        return {};
    }

  private:
    error too_much(const std::string& what, std::uint64_t max) const {
        return {error_kind::too_large, about_ + ": the list has more than " + std::to_string(max) + " " + what +
                                           "; narrow it with a namespace or a label selector"};
    }
    error endless(const std::string& why) const {
        return {error_kind::bad_answer, about_ + ": the list is broken: the server " + why};
    }

    std::string about_;
    list_limits limits_;
    std::uint64_t bytes_ = 0;
    std::size_t items_ = 0;
    unsigned pages_ = 0;
    unsigned empty_ = 0;
    std::set<std::string> tokens_;
};

/// Between the connection and the parser, and between the parser and the caller: counts.
class counting_sink final : public body_sink, public item_sink {
  public:
    counting_sink(std::string about, counted_list* counts, item_sink* items, const item_limits& limits)
        : counts_(counts)
        , items_(items)
        , parser_(std::move(about), this, limits) {}

    outcome<void> write(std::string_view bytes) override {
        if (const auto counted = counts_->count_bytes(bytes.size()); !counted)
            return counted;
        return parser_.write(bytes);
    }
    outcome<void> item(const boost::json::value& value) override {
        if (const auto counted = counts_->count_item(); !counted)
            return counted;
        return items_->item(value);
    }
    void restart() override {}
    page_parser& parser() { return parser_; }

  private:
    counted_list* counts_;
    item_sink* items_;
    page_parser parser_;
};

std::string page_target(const list_request& request, const list_limits& limits, const std::string& token) {
    std::string target = request.path + "?limit=" + std::to_string(limits.page_size);
    if (!request.label_selector.empty())
        target += "&labelSelector=" + percent_encoded(request.label_selector);
    if (!token.empty())
        target += "&continue=" + percent_encoded(token);
    return target;
}

/// All pages once, from the first.
asio::awaitable<outcome<void>> list_once(client* from, list_request request, item_sink* items, list_limits limits) {
    const std::string about = from->about() + ": GET " + request.path;
    counted_list counts(about, limits);
    std::string token;
    while (true) {
        counting_sink page(about, &counts, items, limits.item);
        std::string target = page_target(request, limits, token);
        outcome<void> done = co_await from->get(std::move(target), &page);
        if (done)
            done = page.parser().finish();
        if (!done)
            co_return done;
        token = page.parser().continue_token();
        if (token.empty())
            co_return outcome<void>();
        done = counts.count_page(page.parser().count(), token);
        if (!done)
            co_return done;
    }
}

} // namespace

asio::awaitable<outcome<void>> list(client* from, list_request request, item_sink* items, list_limits limits) {
    for (unsigned restarts = 0;; ++restarts) {
        const outcome<void> done = co_await list_once(from, request, items, limits);
        if (done || done.error().kind != error_kind::gone || restarts >= limits.max_restarts)
            co_return done;
        items->restart();
    }
}

std::string percent_encoded(std::string_view text) {
    return boost::urls::encode({text.data(), text.size()}, boost::urls::unreserved_chars);
}

} // namespace srcip::probe::kube
