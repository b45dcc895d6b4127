#pragma once

namespace srcip::echoserver {

/// What the loop that receives datagrams does after an error.
enum class receive_action {
    go_on, ///< the error belonged to one datagram, or to an answer sent before (ICMP): take the next
    wait,  ///< nothing more is there
    pause, ///< the host is out of something: try again in a while
};

/// From an errno of recvmsg(2). Nothing ends the loop; what is unknown gets a pause, so that it cannot spin.
receive_action after_receive_error(int error);

} // namespace srcip::echoserver
