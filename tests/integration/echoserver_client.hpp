#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace srcip::echoserver::testing {

/// How a connection looked when the client stopped reading.
enum class connection_end { open, eof, reset };

std::string_view to_string(connection_end end);

/// What takes longer is broken, however busy the machine.
inline constexpr std::chrono::seconds patience{30};

/// A blocking TCP connection to loopback. Reads give up at last, so that a test fails instead of hanging.
class client {
  public:
    explicit client(std::uint16_t port);
    client(client&& other) noexcept
        : socket_(std::exchange(other.socket_, -1)) {}
    client& operator=(client&&) = delete;
    ~client();

    /// False when the connection broke meanwhile.
    bool send(std::string_view bytes);
    void shutdown_write();
    /// RST instead of FIN when the client goes.
    void reset_on_close();

    /// Up to `most` bytes; empty when the connection ended or `patience` passed without any.
    std::string read_some(std::size_t most = 65536, std::chrono::milliseconds patience = testing::patience);
    /// Everything until the connection ends or `patience` passes without bytes.
    std::string read_all(std::chrono::milliseconds patience = testing::patience);
    /// The same into a buffer of the caller's, without allocating; 0 at the end.
    std::size_t read_into(std::span<char> buffer);
    /// How the last read ended: open when bytes came or time passed.
    connection_end end() const { return end_; }

  private:
    int socket_ = -1;
    connection_end end_ = connection_end::open;
};

/// One answer, taken apart.
struct parsed_answer {
    std::string status; ///< the whole status line
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body; ///< without the chunked coding
    std::string rest; ///< what stands behind it
    bool complete = false;

    std::string header(std::string_view name) const;
    unsigned code() const;
};

/// Takes the first answer off `bytes`. `to_head`: it has no body whatever its fields say.
parsed_answer parse_answer(std::string_view bytes, bool to_head = false);

/// Reads one whole answer.
parsed_answer read_answer(client& from, std::string& buffered, bool to_head = false);

} // namespace srcip::echoserver::testing
