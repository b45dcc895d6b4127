#include "echoserver_client.hpp"
#include "echoserver_running.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <new>

// Counts what the whole process allocates. The client here reads and writes without allocating, so that between two
// counts only the server can have.
namespace {

std::atomic<std::size_t> allocations = 0;

} // namespace

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size == 0 ? 1 : size))
        return memory;
    throw std::bad_alloc();
}
void* operator new(std::size_t size, std::align_val_t alignment) {
    ++allocations;
    const auto align = static_cast<std::size_t>(alignment);
    if (void* memory = std::aligned_alloc(align, (size + align - 1) / align * align))
        return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace srcip::echoserver::testing {
namespace {

constexpr std::string_view request = "GET /path?query HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: curl/7.88.1\r\n"
                                     "Accept: */*\r\nX-Forwarded-For: 192.0.2.1, 198.51.100.2\r\n\r\n";
constexpr std::string_view post = "POST /p HTTP/1.1\r\nHost: ex\r\nContent-Length: 3\r\n\r\nabc";
constexpr std::string_view chunks =
    "POST /p HTTP/1.1\r\nHost: ex\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";

/// Reads one answer, whose last bytes are those of the last chunk.
bool read_whole(client& peer) {
    constexpr std::string_view end = "\r\n0\r\n\r\n";
    std::array<char, 4096> bytes;
    std::size_t size = 0;
    while (!std::string_view(bytes.data(), size).ends_with(end)) {
        const auto more = peer.read_into({bytes.data() + size, bytes.size() - size});
        if (more == 0)
            return false;
        size += more;
    }
    return true;
}

TEST(EchoserverAllocation, PlainRequestsOfAWarmConnectionCauseNone) {
    running_server server;
    client peer(server.port());
    for (const auto bytes : {request, post, chunks}) {
        std::size_t before = 0;
        for (int i = 0; i < 300; ++i) {
            if (i == 100)
                before = allocations;
            ASSERT_TRUE(peer.send(bytes));
            ASSERT_TRUE(read_whole(peer));
        }
        EXPECT_EQ(allocations - before, 0U) << bytes;
    }
}

} // namespace
} // namespace srcip::echoserver::testing

#endif
