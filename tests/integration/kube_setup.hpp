#pragma once

#include "probe/kube/client.hpp"
#include "probe/kube/list.hpp"

#include "tests/integration/kube_stand_in.hpp"
#include "tests/unit/probe/kube_fake_connection.hpp"
#include "tests/unit/probe/kube_support.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace srcip::probe::kube {

/// An endpoint for a stand-in.
inline endpoint at(std::uint16_t port, const std::string& scheme = "http", const std::string& host = "127.0.0.1") {
    endpoint where;
    where.server = *parse_server_url(scheme + "://" + host + ":" + std::to_string(port), false);
    where.source = "a test";
    return where;
}

/// Generous where a test should not time out, short waits where the server asks for some.
inline client_limits patient() {
    client_limits limits;
    limits.max_wait = std::chrono::milliseconds(1);
    return limits;
}

inline client_limits impatient() {
    client_limits limits = patient();
    limits.connection.handshake_timeout = std::chrono::milliseconds(200);
    limits.connection.request_timeout = std::chrono::milliseconds(200);
    return limits;
}

/// A client and the context it runs on.
struct running_client {
    explicit running_client(const endpoint& where, client_limits limits = patient(), const file_reader* files = nullptr)
        : made(make_client(context.get_executor(), where, limits, files)) {}

    outcome<std::string> get(const std::string& target = "/version", std::size_t max = 1000000) {
        if (!made)
            return made.error();
        return run(context, (*made)->get_text(target, max));
    }
    outcome<void> list_into(item_sink* items, const std::string& path = "/api/v1/nodes", list_limits limits = {}) {
        return run(context, list(made->get(), list_request(path), items, limits));
    }

    boost::asio::io_context context{1};
    outcome<std::unique_ptr<client>> made;
};

} // namespace srcip::probe::kube
