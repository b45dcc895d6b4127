#include "echoserver/proxy_preface.hpp"

namespace srcip::echoserver {
namespace {

std::span<const std::uint8_t> octets(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

preface done(proxy_decoding& decoding) {
    preface out{preface::state::settled, decoding.consumed, outcome_of(*decoding.header)};
    out.header = std::make_unique<proxy_header>(std::move(*decoding.header));
    return out;
}

} // namespace

proxy_outcome outcome_of(const proxy_header& header) {
    if (header.command == proxy_command::local)
        return proxy_outcome::local;
    return header.version == 1 ? proxy_outcome::v1 : proxy_outcome::v2;
}

preface read_preface(proxy_mode mode, std::string_view bytes) {
    if (mode == proxy_mode::off)
        return {preface::state::settled, 0, proxy_outcome::absent};
    if (bytes.empty())
        return {};
    auto decoding = decode_proxy_header(octets(bytes));
    switch (decoding.state) {
    case proxy_decoding_state::need_more:
        return {};
    case proxy_decoding_state::done:
        return done(decoding);
    case proxy_decoding_state::absent:
        if (mode == proxy_mode::require)
            return {preface::state::refused, 0, proxy_outcome::missing};
        return {preface::state::settled, 0, proxy_outcome::absent};
    case proxy_decoding_state::rejected:
        break;
    }
    return {preface::state::refused, 0, proxy_outcome::rejected, decoding.error};
}

} // namespace srcip::echoserver
