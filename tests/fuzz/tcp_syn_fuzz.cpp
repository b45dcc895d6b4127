#include "fuzz.hpp"

#include <srcip/tcp_syn.hpp>

using namespace srcip;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (const auto syn = parse_tcp_syn({data, size}))
        fuzz::require((syn->ip_version == 4 || syn->ip_version == 6) && estimated_hops(syn->ttl) < 128);
    return 0;
}
