#include "echoserver/accept_error.hpp"

#include <cerrno>

namespace srcip::echoserver {

accept_action after_accept_error(int error) {
    switch (error) {
    case EAGAIN:
        return accept_action::wait;
    case EINTR:
    case ECONNABORTED:
    case EPROTO:
    // Errors of the new connection, which Linux reports through accept.
    case ENETDOWN:
    case ENOPROTOOPT:
    case EHOSTDOWN:
    case ENONET:
    case EHOSTUNREACH:
    case EOPNOTSUPP:
    case ENETUNREACH:
    case EPERM: // a firewall's answer
        return accept_action::go_on;
    default: // EMFILE, ENFILE, ENOBUFS, ENOMEM, …
        return accept_action::pause;
    }
}

} // namespace srcip::echoserver
