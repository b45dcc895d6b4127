#include "probe/write_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <utility>

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

bool is_special(const std::string& name) {
    struct stat there {};
    return ::stat(name.c_str(), &there) == 0 && !S_ISREG(there.st_mode);
}

} // namespace

file_replacement::file_replacement(const std::string& name)
    : name_(name) {
    if (is_special(name)) {
        descriptor_ = ::open(name.c_str(), O_WRONLY | O_CLOEXEC);
    } else {
        name_ = resolved(name);
        written_to_ = name_ + ".XXXXXX";
        descriptor_ = ::mkostemp(written_to_.data(), O_CLOEXEC);
    }
    if (descriptor_ < 0) {
        error_ = last_error();
        written_to_.clear();
    }
}

file_replacement::~file_replacement() {
    if (descriptor_ >= 0)
        ::close(descriptor_);
    if (!written_to_.empty())
        ::unlink(written_to_.c_str());
}

void file_replacement::write(std::string_view piece) {
    if (!error_)
        error_ = write_all(descriptor_, piece);
}

std::error_code file_replacement::commit() {
    if (!error_ && !written_to_.empty() && ::fchmod(descriptor_, mode_for(name_)) != 0)
        error_ = last_error();
    if (descriptor_ >= 0 && ::close(std::exchange(descriptor_, -1)) != 0 && !error_)
        error_ = last_error();
    if (!error_ && !written_to_.empty() && ::rename(written_to_.c_str(), name_.c_str()) != 0)
        error_ = last_error();
    if (!error_)
        written_to_.clear();
    return error_;
}

std::error_code replace_file(const std::string& name, std::string_view text) {
    file_replacement file(name);
    file.write(text);
    return file.commit();
}

std::error_code append_to_file(const std::string& name, std::string_view text) {
    const int descriptor = ::open(name.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0)
        return last_error();
    auto error = write_all(descriptor, text);
    if (::close(descriptor) != 0 && !error)
        error = last_error();
    return error;
}

std::size_t file_size(const std::string& name) {
    struct stat there {};
    return ::stat(name.c_str(), &there) == 0 && there.st_size > 0 ? static_cast<std::size_t>(there.st_size) : 0;
}

} // namespace srcip::probe
