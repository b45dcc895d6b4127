#pragma once

namespace srcip::echoserver {

/// What an accept loop does after an error.
enum class accept_action {
    go_on, ///< only the connection at hand is lost: take the next one
    wait,  ///< nothing more is there
    pause, ///< the process or the host is out of something: try again in a while
};

/// From an errno of accept4(2). Nothing ends the loop; what is unknown gets a pause, so that it cannot spin.
accept_action after_accept_error(int error);

} // namespace srcip::echoserver
