#include "echoserver/service.hpp"

#include "echoserver/access_log.hpp"
#include "echoserver/tls_context.hpp"

namespace srcip::echoserver {
service::service(const options& chosen, const server_identity& who, std::size_t most_connections)
    : settings(chosen)
    , identity(who)
    , connections(most_connections)
    , admin_connections(most_admin_connections)
    , requests(std::make_unique<access_log>(chosen.log))
    , grace_period(chosen.grace_period) {}

service::~service() = default;

} // namespace srcip::echoserver
