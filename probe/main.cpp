#include "probe/options.hpp"
#include "probe/run.hpp"
#include "probe/standard_streams.hpp"

#include <cstdio>

int main(int argc, char** argv) {
    using namespace srcip::probe;
    keep_standard_streams();
    const auto parsed = parse_options(argc, argv);
    if (const auto* exit = std::get_if<early_exit>(&parsed)) {
        std::fputs(exit->text.c_str(), exit->status == exit_kept ? stdout : stderr);
        return exit->status;
    }
    return run(std::get<options>(parsed));
}
