// Both programs in one file, as the image carries them: what they share (the C and C++ libraries, OpenSSL, Asio) is
// there once instead of twice. Which of them runs is said by the name it is called by, as with busybox.
//
// The two entry points are the programs' own main functions, compiled once more under these names (CMakeLists.txt), so
// that neither program knows of the other or of this file.

#include <cstdio>
#include <string_view>

int echoserver_main(int argc, char** argv);
int sipprobe_main(int argc, char** argv);

namespace {

using entry_point = int (*)(int, char**);

entry_point program_named(std::string_view path) {
    const auto name = path.substr(path.find_last_of('/') + 1);
    if (name == "echoserver")
        return echoserver_main;
    if (name == "sipprobe" || name == "kubectl-sipprobe")
        return sipprobe_main;
    return nullptr;
}

} // namespace

/// Runs the program that argv[0] names, or else argv[1]; 2, as both programs say of a wrong command line, if neither
/// does.
int main(int argc, char** argv) {
    if (argc > 0)
        if (const auto program = program_named(argv[0]))
            return program(argc, argv);
    if (argc > 1)
        if (const auto program = program_named(argv[1]))
            return program(argc - 1, argv + 1);
    std::fputs("srcip: two programs in one file: link it as echoserver and as sipprobe, or name one of them first:\n"
               "srcip: 'srcip echoserver --help', 'srcip sipprobe --help'\n",
               stderr);
    return 2;
}
