#include "echoserver/proxy_preface.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace srcip::echoserver {
namespace {

using namespace std::string_literals;
using state = preface::state;

const std::string v1 = "PROXY TCP4 192.0.2.1 192.0.2.2 1000 80\r\n";
const std::string v2_local = "\r\n\r\n\0\r\nQUIT\n\x20\x00\0\0"s;

struct row {
    const char* name;
    proxy_mode mode;
    std::string bytes;
    state is;
    std::size_t header_bytes = 0;
    proxy_outcome outcome{};
};

const std::vector<row>& rows() {
    static const std::vector<row> all = {
        {"nothing yet", proxy_mode::detect, "", state::need_more},
        {"nothing yet, required", proxy_mode::require, "", state::need_more},
        {"off, nothing yet", proxy_mode::off, "", state::settled, 0, proxy_outcome::absent},
        {"off, a header", proxy_mode::off, v1, state::settled, 0, proxy_outcome::absent},
        {"a request", proxy_mode::detect, "GET / HTTP/1.1\r\n", state::settled, 0, proxy_outcome::absent},
        {"a request where a header must be", proxy_mode::require, "GET / HTTP/1.1\r\n", state::refused, 0,
         proxy_outcome::missing},
        {"TLS", proxy_mode::detect, "\x16\x03\x01", state::settled, 0, proxy_outcome::absent},
        {"the beginning of either", proxy_mode::detect, "P", state::need_more},
        {"a method like it", proxy_mode::detect, "PROPFIND", state::settled, 0, proxy_outcome::absent},
        {"version 1", proxy_mode::detect, v1, state::settled, v1.size(), proxy_outcome::v1},
        {"version 1 with a request behind it", proxy_mode::require, v1 + "GET /", state::settled, v1.size(),
         proxy_outcome::v1},
        {"version 1 UNKNOWN", proxy_mode::detect, "PROXY UNKNOWN\r\n", state::settled, 15, proxy_outcome::local},
        {"version 2 LOCAL", proxy_mode::require, v2_local, state::settled, 16, proxy_outcome::local},
        {"a broken header", proxy_mode::detect, "PROXY TCP9 x\r\n", state::refused, 0, proxy_outcome::rejected},
    };
    return all;
}

TEST(ProxyPreface, IsJudgedByItsFirstBytes) {
    for (const auto& row : rows()) {
        SCOPED_TRACE(row.name);
        const auto judged = read_preface(row.mode, row.bytes);
        EXPECT_EQ(judged.is, row.is);
        EXPECT_EQ(judged.header_bytes, row.header_bytes);
        if (row.is != state::need_more) {
            EXPECT_EQ(judged.outcome, row.outcome);
        }
        EXPECT_EQ(judged.header != nullptr, row.header_bytes > 0);
        EXPECT_EQ(bool(judged.error), row.outcome == proxy_outcome::rejected);
    }
}

TEST(ProxyPreface, IsTheSameWhateverPiecesItComesIn) {
    for (const auto& row : rows())
        for (std::size_t cut = 0; cut <= row.bytes.size(); ++cut) {
            const auto early = read_preface(row.mode, std::string_view(row.bytes).substr(0, cut));
            if (early.is == state::need_more)
                continue;
            EXPECT_EQ(early.is, row.is) << row.name << " at " << cut;
            EXPECT_EQ(early.header_bytes, row.header_bytes) << row.name << " at " << cut;
        }
}

} // namespace
} // namespace srcip::echoserver
