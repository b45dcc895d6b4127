#include "probe/kube/page_parser.hpp"

#include "probe/kube/page_handler.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse_options.hpp>

#include <utility>

namespace srcip::probe::kube {

namespace {

/// The API's own objects nest about 15 deep.
boost::json::parse_options options() {
    boost::json::parse_options o;
    o.max_depth = 64;
    return o;
}

} // namespace

struct page_parser::state {
    state(std::string server, item_sink* items, item_limits limits)
        : about(std::move(server))
        , parser(options(), items, limits) {}

    error not_json(const std::string& why) const {
        return {error_kind::not_json,
                about + ": the answer is no JSON of the API (" + why + "); is this a Kubernetes API server?"};
    }
    error failure(const boost::json::error_code& ec) {
        const std::optional<error>& own = parser.handler().failed();
        if (!own)
            return not_json(ec.message());
        error result = *own;
        result.message = about + ": " + result.message;
        return result;
    }

    std::string about;
    boost::json::basic_parser<page_handler> parser;
};

page_parser::page_parser(std::string about, item_sink* items, item_limits limits)
    : state_(std::make_unique<state>(std::move(about), items, limits)) {}

page_parser::~page_parser() = default;

outcome<void> page_parser::write(std::string_view bytes) {
    boost::json::error_code ec;
    const std::size_t used = state_->parser.write_some(true, bytes.data(), bytes.size(), ec);
    if (ec)
        return state_->failure(ec);
    if (used < bytes.size())
        return state_->not_json("something follows after its end");
    return {};
}

outcome<void> page_parser::finish() {
    boost::json::error_code ec;
    if (!state_->parser.done())
        state_->parser.write_some(false, nullptr, 0, ec);
    if (ec)
        return state_->failure(ec);
    if (!state_->parser.handler().saw_items())
        return error(error_kind::bad_answer,
                     state_->about + ": the answer is no list; is this a Kubernetes API server?");
    return {};
}

const std::string& page_parser::continue_token() const { return state_->parser.handler().continue_token(); }
std::size_t page_parser::count() const { return state_->parser.handler().count(); }

} // namespace srcip::probe::kube
