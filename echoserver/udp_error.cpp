#include "echoserver/udp_error.hpp"

#include <cerrno>

namespace srcip::echoserver {

receive_action after_receive_error(int error) {
    switch (error) {
    case EAGAIN:
        return receive_action::wait;
    case EINTR:
    // What ICMP said of an earlier answer; Linux reports it once, through whatever call comes next.
    case ECONNREFUSED:
    case ECONNRESET:
    case EHOSTUNREACH:
    case EHOSTDOWN:
    case ENETUNREACH:
    case ENETDOWN:
    case ENONET:
    case ENOPROTOOPT:
    case EOPNOTSUPP:
    case EMSGSIZE:
    case EPROTO:
    case EACCES:
        return receive_action::go_on;
    default: // ENOBUFS, ENOMEM, …
        return receive_action::pause;
    }
}

} // namespace srcip::echoserver
