#pragma once

#include "echoserver/options.hpp"
#include "echoserver/tls_error.hpp"
#include "echoserver/tls_handles.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace srcip::echoserver {

/// Which file a path leads to, through all symbolic links (a Kubernetes secret changes by one of them), and in which
/// state it is. All zero for an empty path.
struct file_stamp {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::uint64_t size = 0;
    std::int64_t modified_ns = 0;
    std::int64_t changed_ns = 0; ///< of its owner and permissions too
    int error = 0;               ///< errno, when there is no such file

    friend bool operator==(const file_stamp&, const file_stamp&) = default;
};

/// Of the certificate, the key and the clients' authorities.
using tls_stamps = std::array<file_stamp, 3>;
tls_stamps stamp_files(const tls_options& files);

/// The largest file that is read.
inline constexpr std::size_t max_tls_file = 1U << 20;

/// Reads a PEM certificate with its chain, and the key that must fit it. Never asks for a pass phrase.
tls_outcome<tls_credentials> load_credentials(const std::string& certificate_file, const std::string& key_file);

/// Reads all certificates of a PEM file, at least one.
tls_outcome<std::vector<certificate_ptr>> load_authorities(const std::string& file);

} // namespace srcip::echoserver
