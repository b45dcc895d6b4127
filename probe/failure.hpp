#pragma once

#include <string>
#include <variant>

namespace srcip::probe {

/// Why the program ends before it has a report: one line for standard error, and the exit status.
struct failure {
    int status;
    std::string message;
};

template <class T>
using attempt = std::variant<T, failure>;

/// Prints the line and returns the status.
int complain(const failure& why);

} // namespace srcip::probe
