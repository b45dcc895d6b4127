#pragma once

#include "echoserver/request_parser.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

namespace srcip::echoserver {

using progress = request_parser::progress;

/// Gives the parser `bytes` in pieces of at most `piece`, until it says something else than need_more.
inline progress feed(request_parser& parser, std::string_view bytes, std::size_t piece = 65536) {
    auto state = parser.advance();
    while (state == progress::need_more && !bytes.empty()) {
        const auto room = parser.prepare();
        const auto size = std::min({piece, bytes.size(), room.size()});
        if (size == 0)
            return state; // a parser that waits without room would hang a connection: the caller's expectation fails
        std::memcpy(room.data(), bytes.data(), size);
        parser.commit(size);
        bytes.remove_prefix(size);
        state = parser.advance();
    }
    return state;
}

/// Everything that a caller can see of a parsed message, to compare two ways of feeding it.
inline std::string describe(const request_parser& parser, progress state) {
    if (state == progress::need_more)
        return "need more";
    if (state == progress::refused)
        return std::to_string(parser.why().status) + (parser.why().field_line_too_long ? " line" : "");
    const auto request = parser.request();
    std::string out(request.method);
    out.append(" ").append(request.target).append(" ").append(std::to_string(request.version));
    for (const auto& field : request.headers)
        out.append("\n").append(field.name).append(":").append(field.value);
    return out.append("\n\n").append(request.body).append(parser.keep_alive() ? " keep" : " close");
}

} // namespace srcip::echoserver
