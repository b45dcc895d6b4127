#pragma once

#include "echoserver/metrics.hpp"
#include "echoserver/options.hpp"

#include <srcip/proxy_protocol.hpp>

#include <cstddef>
#include <memory>
#include <string_view>

namespace srcip::echoserver {

/// What the first bytes of a connection are.
struct preface {
    enum class state {
        need_more,
        settled, ///< what follows `header_bytes` is the connection's own
        refused, ///< the connection must be closed: errc says why
    };

    state is = state::need_more;
    std::size_t header_bytes = 0;           ///< of the PROXY header; 0 when there is none
    proxy_outcome outcome{};                ///< unless need_more
    boost::system::error_code error{};      ///< when a header is broken
    std::unique_ptr<proxy_header> header{}; ///< when there is one
};

/// What a whole header counts as.
proxy_outcome outcome_of(const proxy_header& header);

/// Judges all bytes of a connection that have come so far. The answer comes with the first byte that settles it.
preface read_preface(proxy_mode mode, std::string_view bytes);

} // namespace srcip::echoserver
