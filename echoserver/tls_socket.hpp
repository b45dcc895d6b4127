#pragma once

#include <array>
#include <cstddef>
#include <string_view>

struct bio_st;

namespace srcip::echoserver {

/// A connected socket as OpenSSL reads and writes it. OpenSSL's own socket BIO would raise SIGPIPE, blocks when the
/// descriptor does, and remembers less.
struct tls_socket {
    explicit tls_socket(int descriptor)
        : handle(descriptor) {}

    /// The beginning of what the client sent, at most five bytes: as much as tells TLS from HTTP.
    std::string_view beginning() const { return {first.data(), first_size}; }

    int handle;
    int error = 0;        ///< errno of the last read or write that failed for good
    bool ended = false;   ///< the client said the end of its bytes
    bool drained = false; ///< the last read took all there was
    std::size_t first_size = 0;
    std::array<char, 5> first{};
};

/// A BIO over `socket`, which must outlive it. Null when there is no memory.
bio_st* make_socket_bio(tls_socket& socket);

/// Whether these bytes, no more than five, are how a plain HTTP request begins: a method in upper case, which no TLS
/// record begins with (RFC 8446 section 5.1: types 20 to 24).
bool begins_like_http(std::string_view bytes);

} // namespace srcip::echoserver
