#include "probe/failure.hpp"

#include <cstdio>

namespace srcip::probe {

int complain(const failure& why) {
    std::fputs(("sipprobe: " + why.message + "\n").c_str(), stderr);
    return why.status;
}

} // namespace srcip::probe
