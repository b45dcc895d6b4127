#pragma once

namespace srcip::echoserver {

/// A socket that is closed when its owner goes, unless released.
class owned_socket {
  public:
    explicit owned_socket(int handle)
        : handle_(handle) {}
    owned_socket(owned_socket&& other) noexcept
        : handle_(other.release()) {}
    owned_socket& operator=(owned_socket&&) = delete;
    ~owned_socket();

    int handle() const { return handle_; }
    int release();

  private:
    int handle_ = -1;
};

} // namespace srcip::echoserver
