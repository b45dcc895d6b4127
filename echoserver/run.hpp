#pragma once

namespace srcip::echoserver {

/// The program: options, server, signals. Returns its exit code.
int run(int argc, const char* const* argv);

} // namespace srcip::echoserver
