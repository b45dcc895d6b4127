#include "echoserver/owned_socket.hpp"

#include <unistd.h>
#include <utility>

namespace srcip::echoserver {

owned_socket::~owned_socket() {
    if (handle_ >= 0)
        ::close(handle_);
}

int owned_socket::release() { return std::exchange(handle_, -1); }

} // namespace srcip::echoserver
