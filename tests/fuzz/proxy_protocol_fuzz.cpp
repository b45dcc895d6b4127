#include "fuzz.hpp"

#include <srcip/proxy_protocol.hpp>

using namespace srcip;

/// Whatever decodes, encodes to bytes that decode to the same; no prefix settles on anything else than the whole does.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span<const std::uint8_t> input(data, size);
    const auto whole = decode_proxy_header(input);
    fuzz::require(whole.consumed <= size && whole.header.has_value() == (whole.state == proxy_decoding_state::done));

    const auto half = decode_proxy_header(input.first(size / 2));
    fuzz::require(half.state == proxy_decoding_state::need_more ||
                  (half.state == whole.state && half.error == whole.error && half.header == whole.header));
    if (!whole.header)
        return 0;

    const auto encoded = encode_proxy_header(*whole.header);
    // A path with a zero byte inside is cut there by the decoder, so all that it gives can be said again.
    fuzz::require(encoded.has_value() && encoded->size() <= max_proxy_header);
    const auto again = decode_proxy_header(*encoded);
    fuzz::require(again.consumed == encoded->size() && again.header == whole.header);
    return 0;
}
