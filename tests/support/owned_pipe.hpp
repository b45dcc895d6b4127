#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <string>
#include <utility>

namespace srcip::test {

/// Both ends of a pipe(7).
class owned_pipe {
  public:
    owned_pipe() {
        if (::pipe2(ends_, O_CLOEXEC) != 0)
            ends_[0] = ends_[1] = -1;
    }
    ~owned_pipe() {
        close_reader();
        close_writer();
    }
    owned_pipe(const owned_pipe&) = delete;
    owned_pipe& operator=(const owned_pipe&) = delete;

    int writer() const { return ends_[1]; }
    void close_reader() { close(ends_[0]); }
    void close_writer() { close(ends_[1]); }

    /// Writes zero bytes until it would block. Returns how many it took.
    std::size_t fill() {
        const int flags = ::fcntl(ends_[1], F_GETFL);
        ::fcntl(ends_[1], F_SETFL, flags | O_NONBLOCK);
        std::size_t total = 0;
        const std::string zeros(4096, '\0');
        for (ssize_t count = 0; (count = ::write(ends_[1], zeros.data(), zeros.size())) > 0;)
            total += static_cast<std::size_t>(count);
        ::fcntl(ends_[1], F_SETFL, flags);
        return total;
    }

    /// Reads that many bytes, fewer when the writers are gone.
    std::string read(std::size_t size) {
        std::string text(size, '\0');
        std::size_t have = 0;
        for (ssize_t count = 0; have < size && (count = ::read(ends_[0], &text[have], size - have)) > 0;)
            have += static_cast<std::size_t>(count);
        text.resize(have);
        return text;
    }

    /// Closes the writing end and reads what is left.
    std::string read_rest() {
        close_writer();
        return read(1U << 20U);
    }

  private:
    static void close(int& end) {
        if (const int handle = std::exchange(end, -1); handle >= 0)
            ::close(handle);
    }

    int ends_[2];
};

} // namespace srcip::test
