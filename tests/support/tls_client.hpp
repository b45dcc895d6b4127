#pragma once

#include "tests/support/certificates.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <openssl/ssl.h>

namespace srcip::test {

struct tls_client_wish {
    int version = TLS1_3_VERSION;
    std::string server_name{};
    std::vector<std::string> protocols{}; ///< ALPN
    const key_pair* certificate = nullptr;
    SSL_SESSION* session = nullptr; ///< to resume
    std::string ciphers{};          ///< of TLS 1.2; empty: OpenSSL's
    std::string groups{};           ///< empty: OpenSSL's
};

/// A TLS client that touches no socket: its bytes are taken and brought by hand. It trusts any server.
class tls_client {
  public:
    explicit tls_client(const tls_client_wish& wish = {});

    /// One step of the handshake: true when it is done.
    bool handshake();
    bool failed() const { return failed_; }
    /// OpenSSL's reason, when failed().
    const std::string& error() const { return error_; }

    /// The bytes it wants to send.
    std::string take();
    /// Bytes from the server.
    void bring(std::string_view bytes);
    /// The server's end of bytes, without close_notify.
    void bring_end();

    void write(std::string_view text);
    /// All text that can be read for now.
    std::string read();
    /// The server sent close_notify.
    bool ended() const;

    void close_notify();
    void key_update(bool ask_for_another);
    /// TLS 1.2: asks for another handshake.
    void renegotiate();

    SSL* ssl() { return ssl_.get(); }
    /// The newest ticket; null when none came.
    SSL_SESSION* session() { return session_.get(); }

  private:
    struct closer {
        void operator()(SSL* p) const { SSL_free(p); }
        void operator()(SSL_CTX* p) const { SSL_CTX_free(p); }
        void operator()(SSL_SESSION* p) const { SSL_SESSION_free(p); }
    };

    void set_up(const tls_client_wish& wish);
    void settle(int returned);

    std::unique_ptr<SSL_SESSION, closer> session_;
    std::unique_ptr<SSL_CTX, closer> context_;
    std::unique_ptr<SSL, closer> ssl_;
    bool failed_ = false;
    std::string error_;
};

} // namespace srcip::test
