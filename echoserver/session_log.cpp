#include "echoserver/proxy_preface.hpp"
#include "echoserver/session.hpp"
#include "echoserver/tls_stream.hpp"

#include <srcip/ascii.hpp>

namespace srcip::echoserver {
namespace {

std::string_view user_agent_of(const request_view& request) {
    for (const auto& field : request.headers)
        if (ascii_iequals(field.name, "user-agent"))
            return field.value;
    return {};
}

} // namespace

/// Probes and scrapes are not logged: they would be most of the log.
void session::log_answer() {
    const auto& settings = environment_.shared.settings;
    if (entrance_.kind == listener_kind::admin || settings.log.access == access_log_mode::off)
        return;
    const auto now = coarse_now();
    if (!environment_.log.wanted(now))
        return;
    const auto& parser = workspace_->parser;
    const auto request = parser.request();
    access_record record;
    record.time = std::chrono::system_clock::now();
    record.listener = entrance_.kind;
    record.peer = facts_.peer();
    record.client_address = record.peer.address;
    if (facts_.peer_is_trusted()) {
        const auto found =
            find_client_address(record.peer.address, facts_.proxy(), read_forwarding(request.headers), settings.trust);
        record.client_address = found.address;
        record.client_address_from = found.from;
    }
    if (const auto* header = facts_.proxy())
        record.proxy = outcome_of(*header);
    record.method = request.method;
    record.target = request.target;
    record.version = request.target.empty() ? 0 : request.version;
    record.status = status_;
    record.body_bytes = request.body.size();
    record.bytes_sent = write_size_;
    if (began_ != std::chrono::steady_clock::time_point{})
        record.duration =
            std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began_);
    record.user_agent = user_agent_of(request);
    record.request_number = requests_;
    if (const auto* tls = transport_.tls())
        record.tls_version = tls->version();
    environment_.log.add(record, now);
}

} // namespace srcip::echoserver
