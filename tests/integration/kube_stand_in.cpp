#include "tests/integration/kube_stand_in.hpp"

#include <array>
#include <csignal>
#include <memory>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace srcip::test {

/// What a connection may know of the stand-in's end.
class stopping {
  public:
    explicit stopping(stand_in& server)
        : server_(server) {}

    bool pause(std::chrono::milliseconds time) const {
        std::unique_lock lock(server_.mutex_);
        return !server_.stopped_.wait_for(lock, time, [this] { return server_.stop_; });
    }

  private:
    stand_in& server_;
};

namespace {

struct context_closer {
    void operator()(SSL_CTX* p) const { SSL_CTX_free(p); }
};
struct ssl_closer {
    void operator()(SSL* p) const { SSL_free(p); }
};
using context_ptr = std::unique_ptr<SSL_CTX, context_closer>;
using ssl_ptr = std::unique_ptr<SSL, ssl_closer>;

class plain_peer final : public stand_in_peer {
  public:
    plain_peer(int socket, stopping stop)
        : socket_(socket)
        , stop_(stop) {}

    bool write(std::string_view bytes) override {
        while (!bytes.empty()) {
            const ssize_t n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (n <= 0)
                return false;
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
        return true;
    }
    bool pause(std::chrono::milliseconds time) override { return stop_.pause(time); }

  protected:
    std::size_t read_some(char* data, std::size_t size) override {
        const ssize_t n = ::recv(socket_, data, size, 0);
        return n > 0 ? static_cast<std::size_t>(n) : 0;
    }

  private:
    int socket_;
    stopping stop_;
};

class tls_peer final : public stand_in_peer {
  public:
    tls_peer(ssl_ptr ssl, stopping stop)
        : ssl_(std::move(ssl))
        , stop_(stop) {}
    ~tls_peer() override { SSL_shutdown(ssl_.get()); }

    bool write(std::string_view bytes) override {
        return bytes.empty() || SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
    }
    bool pause(std::chrono::milliseconds time) override { return stop_.pause(time); }

  protected:
    std::size_t read_some(char* data, std::size_t size) override {
        const int n = SSL_read(ssl_.get(), data, static_cast<int>(size));
        return n > 0 ? static_cast<std::size_t>(n) : 0;
    }

  private:
    ssl_ptr ssl_;
    stopping stop_;
};

void must(bool done) {
    if (!done)
        throw std::runtime_error("the stand-in cannot use its certificates");
}

X509* read_certificate(const std::string& pem) {
    BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    X509* certificate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
    BIO_free(bio);
    must(certificate != nullptr);
    return certificate;
}

void use(SSL_CTX* context, const key_pair& pair) {
    X509* certificate = read_certificate(pair.certificate);
    must(SSL_CTX_use_certificate(context, certificate) == 1);
    X509_free(certificate);
    BIO* bio = BIO_new_mem_buf(pair.key.data(), static_cast<int>(pair.key.size()));
    EVP_PKEY* key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
    BIO_free(bio);
    must(SSL_CTX_use_PrivateKey(context, key) == 1);
    EVP_PKEY_free(key);
}

context_ptr make_context(const stand_in_options& options) {
    if (!options.tls)
        return nullptr;
    context_ptr context(SSL_CTX_new(TLS_server_method()));
    use(context.get(), *options.tls);
    if (!options.client_ca.empty()) {
        X509* authority = read_certificate(options.client_ca);
        X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), authority);
        X509_free(authority);
        SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    }
    return context;
}

/// nullptr when the handshake failed.
std::unique_ptr<stand_in_peer> welcome(int socket, SSL_CTX* context, stopping stop) {
    if (context == nullptr)
        return std::make_unique<plain_peer>(socket, stop);
    ssl_ptr ssl(SSL_new(context));
    SSL_set_fd(ssl.get(), socket);
    if (SSL_accept(ssl.get()) != 1)
        return nullptr;
    return std::make_unique<tls_peer>(std::move(ssl), stop);
}

} // namespace

std::string stand_in_peer::read_request() {
    std::array<char, 4096> chunk{};
    std::size_t end = std::string::npos;
    while ((end = unread_.find("\r\n\r\n")) == std::string::npos) {
        const std::size_t n = read_some(chunk.data(), chunk.size());
        if (n == 0)
            return {};
        unread_.append(chunk.data(), n);
    }
    std::string request = unread_.substr(0, end + 4);
    unread_.erase(0, end + 4);
    return request;
}

stand_in::stand_in(script run, stand_in_options options) {
    // SSL_write() knows no MSG_NOSIGNAL, and clients here leave in the middle of answers.
    std::signal(SIGPIPE, SIG_IGN);
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (listener_ < 0 || ::bind(listener_, generic, size) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, generic, &size) != 0)
        throw std::runtime_error("the stand-in cannot listen on loopback");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, run = std::move(run), options = std::move(options)] { serve(run, options); });
}

stand_in::~stand_in() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
        ::shutdown(listener_, SHUT_RDWR);
        if (current_ >= 0)
            ::shutdown(current_, SHUT_RDWR);
    }
    stopped_.notify_all();
    thread_.join();
    ::close(listener_);
}

void stand_in::serve(const script& run, const stand_in_options& options) {
    const context_ptr context = make_context(options);
    while (true) {
        const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0)
            return;
        ++connections_;
        {
            const std::lock_guard lock(mutex_);
            current_ = socket;
            if (stop_)
                ::shutdown(socket, SHUT_RDWR);
        }
        if (const auto peer = welcome(socket, context.get(), stopping(*this)))
            run(*peer);
        const std::lock_guard lock(mutex_);
        current_ = -1;
        ::close(socket);
    }
}

stand_in::script stand_in::answering(responder respond) {
    return [respond = std::move(respond)](stand_in_peer& peer) {
        while (true) {
            const std::string request = peer.read_request();
            const std::string answer = request.empty() ? std::string() : respond(request);
            if (answer.empty() || !peer.write(answer))
                return;
        }
    };
}

std::string target_of(const std::string& request) {
    const std::size_t start = request.find(' ') + 1;
    return request.substr(start, request.find(' ', start) - start);
}

std::string http_answer(unsigned status, std::string_view body, const std::string& fields) {
    return "HTTP/1.1 " + std::to_string(status) +
           " x\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + fields +
           "\r\n" + std::string(body);
}

} // namespace srcip::test
