#include "probe/write_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

namespace srcip::probe {
namespace {

std::error_code last_error() { return {errno, std::generic_category()}; }

std::error_code write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const auto n = ::write(descriptor, text.data(), text.size());
        if (n < 0 && errno != EINTR)
            return last_error();
        if (n > 0)
            text.remove_prefix(static_cast<std::size_t>(n));
    }
    return {};
}

std::error_code write_in_place(const std::string& name, std::string_view text) {
    const int descriptor = ::open(name.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor < 0)
        return last_error();
    auto error = write_all(descriptor, text);
    if (::close(descriptor) != 0 && !error)
        error = last_error();
    return error;
}

/// The mode of the file that is replaced, or what open(2) would give a new one.
mode_t mode_for(const std::string& name) {
    struct stat old {};
    if (::stat(name.c_str(), &old) == 0)
        return old.st_mode & 07777;
    const mode_t mask = ::umask(0);
    ::umask(mask);
    return 0666 & ~mask;
}

/// Where a chain of symbolic links leads: the link stays, and what it names is replaced.
std::string resolved(const std::string& name) {
    char* real = ::realpath(name.c_str(), nullptr);
    if (real == nullptr)
        return name;
    std::string out(real);
    std::free(real);
    return out;
}

std::error_code write_beside(const std::string& name, std::string_view text) {
    std::string beside = name + ".XXXXXX";
    const int descriptor = ::mkostemp(beside.data(), O_CLOEXEC);
    if (descriptor < 0)
        return last_error();
    auto error = write_all(descriptor, text);
    if (!error && ::fchmod(descriptor, mode_for(name)) != 0)
        error = last_error();
    if (::close(descriptor) != 0 && !error)
        error = last_error();
    if (!error && ::rename(beside.c_str(), name.c_str()) != 0)
        error = last_error();
    if (error)
        ::unlink(beside.c_str());
    return error;
}

} // namespace

std::error_code replace_file(const std::string& name, std::string_view text) {
    struct stat there {};
    if (::stat(name.c_str(), &there) == 0 && !S_ISREG(there.st_mode))
        return write_in_place(name, text);
    return write_beside(resolved(name), text);
}

} // namespace srcip::probe
