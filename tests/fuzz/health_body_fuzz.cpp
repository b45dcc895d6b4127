#include "fuzz.hpp"

#include "probe/health.hpp"

using namespace srcip::probe;

/// A health port may say anything: what is read of it is what it says, and nothing where it breaks off.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto body = srcip::fuzz::as_text(data, size);
    const auto read = read_health_body(body);
    if (!body.starts_with('{'))
        srcip::fuzz::require(!read.node_eligible);
    if (body.starts_with("No Service Endpoints") && size <= 65536)
        srcip::fuzz::require(read.local_endpoints == 0U);
    if (read.local_endpoints && body.starts_with('{')) // only whole JSON counts, so that any end cut off spoils it
        srcip::fuzz::require(!read_health_body(body.substr(0, body.rfind('}'))).local_endpoints);

    http_reply reply;
    reply.contact = contact::answered;
    reply.status = 200;
    reply.body = body;
    const auto mode = read_proxy_mode(reply);
    srcip::fuzz::require(mode.empty() || mode == body);
    srcip::fuzz::require(mode.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string::npos);
    return 0;
}
