#pragma once

#include "tests/support/certificates.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace srcip::test {

/// One client of a stand-in, in blocking terms.
class stand_in_peer {
  public:
    virtual ~stand_in_peer() = default;
    /// The head of the next request, with its empty line; empty when the client has gone.
    std::string read_request();
    /// False when the client has gone.
    virtual bool write(std::string_view bytes) = 0;
    /// Paces a slow answer: false once the stand-in is being destroyed.
    virtual bool pause(std::chrono::milliseconds time) = 0;

  protected:
    virtual std::size_t read_some(char* data, std::size_t size) = 0; ///< 0: gone

  private:
    std::string unread_;
};

/// What a stand-in is besides its script.
struct stand_in_options {
    std::optional<key_pair> tls; ///< speaks TLS with this certificate
    std::string client_ca;       ///< asks for client certificates of this authority
};

/// A server on a free port of 127.0.0.1 that runs `script` for each connection, one after the other.
class stand_in {
  public:
    using script = std::function<void(stand_in_peer&)>;
    /// Answers one request, given its head, with raw bytes; nothing closes the connection.
    using responder = std::function<std::string(const std::string& request)>;

    explicit stand_in(script script, stand_in_options options = {});
    ~stand_in();
    stand_in(const stand_in&) = delete;
    stand_in& operator=(const stand_in&) = delete;

    /// A script that answers requests until there is no answer.
    static script answering(responder respond);

    std::uint16_t port() const { return port_; }
    unsigned connections() const { return connections_; }

  private:
    friend class stopping;
    void serve(const script& run, const stand_in_options& options);

    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<unsigned> connections_{0};
    std::mutex mutex_;
    std::condition_variable stopped_;
    bool stop_ = false;
    int current_ = -1; ///< the connection that is served
    std::thread thread_;
};

/// "GET /path?query HTTP/1.1…" → "/path?query".
std::string target_of(const std::string& request);

/// A whole HTTP/1.1 answer; `fields` are lines that end in CRLF.
std::string http_answer(unsigned status, std::string_view body, const std::string& fields = "");

} // namespace srcip::test
