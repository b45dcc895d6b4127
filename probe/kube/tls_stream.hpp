#pragma once

#include "probe/kube/byte_stream.hpp"
#include "probe/kube/tls.hpp"

#include <memory>

namespace srcip::probe::kube {

/// TLS over any stream: OpenSSL on memory buffers, fed from below. So TLS through a proxy that itself is reached by TLS
/// is nothing special.
class tls_stream final : public byte_stream {
  public:
    tls_stream(std::unique_ptr<byte_stream> below, SSL_CTX* context);
    ~tls_stream() override;

    SSL* native() { return ssl_.get(); }
    /// As the client. ssl category errors are OpenSSL's.
    boost::asio::awaitable<boost::system::error_code> shake_hands();

    boost::asio::awaitable<transfer> read_some(char* data, std::size_t size) override;
    boost::asio::awaitable<boost::system::error_code> write(std::string_view bytes) override;
    void expires_at(std::chrono::steady_clock::time_point deadline) override { below_->expires_at(deadline); }
    void close() override { below_->close(); }

  private:
    /// After an operation of OpenSSL that returned `result`: sends what it wants sent, and reads what it wants read.
    /// Success means: try again.
    boost::asio::awaitable<boost::system::error_code> attend(int result);
    boost::asio::awaitable<boost::system::error_code> send_pending();
    boost::asio::awaitable<boost::system::error_code> receive();

    std::unique_ptr<byte_stream> below_;
    ssl_ptr ssl_;
    BIO* in_ = nullptr;  ///< owned by ssl_: what came from below
    BIO* out_ = nullptr; ///< owned by ssl_: what goes there
    std::vector<char> buffer_;
};

} // namespace srcip::probe::kube
