#include "probe/kube/files.hpp"

#include <array>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace srcip::probe::kube {

namespace {

class descriptor {
  public:
    explicit descriptor(int fd)
        : fd_(fd) {}
    ~descriptor() {
        if (fd_ >= 0)
            ::close(fd_);
    }
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;
    int get() const { return fd_; }

  private:
    int fd_;
};

read_result failure(int code) {
    if (code == ENOENT || code == ENOTDIR)
        return {read_status::missing, "", ""};
    return {read_status::failed, "", std::generic_category().message(code)};
}

} // namespace

read_result system_files::read(const std::string& path, std::size_t max) const {
    const descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    if (file.get() < 0)
        return failure(errno);
    read_result result{read_status::ok, "", ""};
    std::array<char, 16384> chunk{};
    while (true) {
        const ssize_t n = ::read(file.get(), chunk.data(), chunk.size());
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return failure(errno);
        if (n == 0)
            return result;
        result.content.append(chunk.data(), static_cast<std::size_t>(n));
        if (result.content.size() > max)
            return {read_status::failed, "", "larger than " + std::to_string(max / 1024) + " KiB"};
    }
}

} // namespace srcip::probe::kube
