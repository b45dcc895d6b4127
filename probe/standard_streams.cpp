#include "probe/standard_streams.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <initializer_list>

namespace srcip::probe {

void keep_standard_streams() {
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::fcntl(descriptor, F_GETFD) < 0 && errno == EBADF) {
            // The lowest free descriptor is this one, since those below it are taken by now. Opened the wrong way
            // round: EBADF is the answer to whoever uses it.
            ::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
        }
}

} // namespace srcip::probe
