#pragma once

#include <boost/system/result.hpp>

#include <string>

namespace srcip::echoserver {

/// Why TLS cannot be offered as it was asked for: what failed, on which file, why and what to do. One printable line.
struct tls_failure {
    std::string text{};
};

template <class T>
using tls_outcome = boost::system::result<T, tls_failure>;

/// What OpenSSL says of its last failure in this thread, in its own words; its queue of errors is empty afterwards.
std::string take_openssl_reason();

} // namespace srcip::echoserver
