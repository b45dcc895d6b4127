#pragma once

namespace srcip::probe {

// What a user chooses and the pure half has to know.

/// Whether HTTPS is spoken.
enum class tls_choice {
    automatic, ///< where the service's port says so by appProtocol or name
    always,
    never,
};

/// What counts as broken.
enum class promise_policy {
    policy,    ///< what Kubernetes promises for the service as it is
    preserved, ///< every answer that did not see our own address
    any,       ///< only a path that should answer and does not
};

} // namespace srcip::probe
