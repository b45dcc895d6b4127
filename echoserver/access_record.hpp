#pragma once

#include "echoserver/metrics.hpp"
#include "echoserver/options.hpp"

#include <srcip/address.hpp>
#include <srcip/client_address.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace srcip::echoserver {

/// Bytes that a field of a line may take, escapes counted, "…" not.
inline constexpr std::size_t max_logged_method = 32;
inline constexpr std::size_t max_logged_target = 1024;
inline constexpr std::size_t max_logged_user_agent = 256;
/// Bytes that no line is longer than: less than PIPE_BUF, so that a pipe takes it whole or not at all.
inline constexpr std::size_t max_access_line = 2048;

/// A request and its answer, as the access log shows them. The views are read while the line is made, not later.
struct access_record {
    std::chrono::system_clock::time_point time{}; ///< when the answer was complete
    listener_kind listener = listener_kind::http;
    ip_endpoint peer{};
    ip_address client_address{};
    client_address_source client_address_from = client_address_source::peer;
    proxy_outcome proxy = proxy_outcome::absent;
    std::string_view method{}; ///< as sent; empty when the request was refused before it was known
    std::string_view target{}; ///< as sent; likewise
    unsigned version = 11;     ///< 10 or 11; 0 when it was not known
    unsigned status = 0;
    std::uint64_t body_bytes = 0;         ///< received, chunked coding removed
    std::uint64_t bytes_sent = 0;         ///< head and body
    std::chrono::microseconds duration{}; ///< from the request's first byte to the answer's last
    std::string_view tls_version{};       ///< "TLSv1.3"; empty without TLS
    std::string_view user_agent{};        ///< as sent; empty without the field
    std::uint64_t request_number = 1;     ///< 1 for the first request of the connection
};

/// Makes lines, each ending in a line feed. Nothing that a client sends can add a line, end a quoted field or carry a
/// control byte; of its fields only User-Agent is shown, and of its target only what without_secrets() leaves.
/// One for each thread.
class access_line_format {
  public:
    explicit access_line_format(log_format format)
        : format_(format) {}

    void append(const access_record& record, std::string& out);
    /// The line that stands for `count` lines which were not wanted.
    void append_suppressed(std::chrono::system_clock::time_point time, std::uint64_t count, std::string& out);

  private:
    void append_text(const access_record& record, std::string& out);
    void append_json(const access_record& record, std::string& out);
    /// "2026-11-23T10:00:00.123Z" (RFC 3339), the second formatted once.
    void append_time(std::chrono::system_clock::time_point time, std::string& out);

    log_format format_;
    std::string scratch_{};
    std::chrono::seconds formatted_second_{-1};
    std::string second_text_{};
};

} // namespace srcip::echoserver
