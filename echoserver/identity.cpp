#include "echoserver/identity.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>
#include <unistd.h>

namespace srcip::echoserver {
namespace {

constexpr std::size_t longest_name = 253;

std::string cleaned(std::string_view text) {
    std::string out(text.substr(0, longest_name));
    std::replace_if(
        out.begin(), out.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return out;
}

std::string own_host_name() {
    std::array<char, 256> name{};
    return gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string();
}

} // namespace

server_identity read_identity(const environment& get, const std::string& host_name) {
    const auto value = [&get](const char* name) {
        const char* text = get(name);
        return text == nullptr ? std::string() : cleaned(text);
    };
    server_identity out;
    out.hostname = value("HOSTNAME");
    if (out.hostname.empty())
        out.hostname = cleaned(host_name);
    out.pod_name = value("POD_NAME");
    out.pod_namespace = value("POD_NAMESPACE");
    out.pod_ip = value("POD_IP");
    out.node_name = value("NODE_NAME");
    out.host_ip = value("HOST_IP");
    return out;
}

server_identity read_identity() {
    // Read once, before any thread exists.
    return read_identity([](const char* name) { return std::getenv(name); },
                         own_host_name()); // NOLINT(concurrency-mt-unsafe)
}

} // namespace srcip::echoserver
