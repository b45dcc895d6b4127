#include "echoserver/tls_socket.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <utility>

namespace srcip::echoserver {
namespace {

TEST(TlsSocket, TellsTheBeginningOfHttpFromTls) {
    const std::pair<std::string_view, bool> cases[] = {
        {"GET /", true},
        {"A /", true},
        {"PRI *", true},
        {"OPTIO", true},
        {"M-SEA", true},
        {"G", true},
        {"", false},
        {" GET", false},
        {"-GET", false},
        {"get /", false},
        {"GEt /", false},
        {"GET\r\n", false},
        {"SSH-2", false},
        {{"\x16\x03\x01\x02\x00", 5}, false},
        {{"G\x03\x01\x02\x00", 5}, false},
        {"\x80\x2e\x01\x03\x01", false},
    };
    for (const auto& [bytes, http] : cases)
        EXPECT_EQ(begins_like_http(bytes), http) << bytes;
}

} // namespace
} // namespace srcip::echoserver
