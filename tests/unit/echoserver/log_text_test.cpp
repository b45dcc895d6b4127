#include "echoserver/log_text.hpp"

#include <srcip/printable.hpp>
#include <srcip/utf8.hpp>

#include <boost/json/parse.hpp>

#include <gtest/gtest.h>

namespace srcip::echoserver {
namespace {

std::string text_form(std::string_view text, std::size_t max = 1000) {
    std::string out;
    append_quoted(text, max, out);
    return out;
}

std::string json_form(std::string_view text, std::size_t max = 1000) {
    std::string out;
    append_json_string(text, max, out);
    return out;
}

struct row {
    std::string_view in;
    std::string_view text;
    std::string_view json;
};

const row rows[] = {
    {"", R"("")", R"("")"},
    {"/path?q=1 curl/7.88", R"("/path?q=1 curl/7.88")", R"("/path?q=1 curl/7.88")"},
    {R"(a"b)", R"("a\"b")", R"("a\"b")"},
    {R"(a\b)", R"("a\\b")", R"("a\\b")"},
    {R"(\x0a)", R"("\\x0a")", R"("\\x0a")"},
    {"a\r\nb", R"("a\x0d\x0ab")", R"("a\u000d\u000ab")"},
    {std::string_view("\0", 1), R"("\x00")", R"("\u0000")"},
    {"\x1b[31m\x07", R"("\x1b[31m\x07")", R"("\u001b[31m\u0007")"},
    {"\x7f", R"("\x7f")", R"("\u007f")"},
    {"é€😀", R"("é€😀")", R"("é€😀")"},
    {"\xc2\x9b", R"("\u{9b}")", R"("\u009b")"},
    {"\xe2\x80\xae", R"("\u{202e}")", R"("\u202e")"},                                  // right-to-left override
    {"\xe2\x80\xa8", R"("\u{2028}")", R"("\u2028")"},                                  // line separator
    {"\xf3\xa0\x81\x81", R"("\u{e0041}")", R"("\udb40\udc41")"},                       // a tag
    {"\xff", R"("\xff")", "\"\xef\xbf\xbd\""},                                         // no UTF-8
    {"\xe2\x82", R"("\xe2\x82")", "\"\xef\xbf\xbd\xef\xbf\xbd\""},                     // a sequence that is cut off
    {"\xc0\x8a", R"("\xc0\x8a")", "\"\xef\xbf\xbd\xef\xbf\xbd\""},                     // an overlong line feed
    {"\xed\xa0\x80", R"("\xed\xa0\x80")", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""}, // a surrogate
};

TEST(LogText, EscapesWhatCouldDoHarm) {
    for (const auto& [in, text, json] : rows) {
        EXPECT_EQ(text_form(in), text);
        EXPECT_EQ(json_form(in), json);
    }
}

TEST(LogText, HoldsEveryByteWithoutHarm) {
    for (unsigned byte = 0; byte != 256; ++byte)
        for (const auto* around : {"", "a", "\xe2\x80"}) {
            const auto in = around + std::string(1, static_cast<char>(byte)) + "z";
            const auto text = text_form(in);
            EXPECT_EQ(printable(text), text) << byte;
            EXPECT_EQ(text.find('"', 1) == text.size() - 1, byte != '"') << byte;
            const auto json = json_form(in);
            EXPECT_EQ(printable(json), json) << byte;
            std::string valid;
            append_valid_utf8(in, valid);
            EXPECT_EQ(boost::json::parse(json).as_string(), valid) << byte;
        }
}

TEST(LogText, CutsLongTextButNoEscape) {
    EXPECT_EQ(text_form("abcdef", 6), R"("abcdef")");
    EXPECT_EQ(text_form("abcdefg", 6), R"("abcdef…")");
    EXPECT_EQ(text_form("abcde\n", 6), R"("abcde…")");
    EXPECT_EQ(text_form("ab\nd", 6), R"("ab\x0a…")");
    EXPECT_EQ(text_form("abcde\"", 6), R"("abcde…")");
    EXPECT_EQ(text_form("abcde\xc3\xa9", 6), R"("abcde…")");
    EXPECT_EQ(text_form("a", 0), R"("…")");
    EXPECT_EQ(json_form("abcdefg", 6), R"("abcdef…")");
    EXPECT_EQ(json_form("a\nb", 6), R"("a…")");
    EXPECT_EQ(json_form("\xf3\xa0\x81\x81", 11), R"("…")");
}

TEST(LogText, IsBoundedWhateverComes) {
    for (unsigned byte = 0; byte != 256; ++byte) {
        const std::string in(5000, static_cast<char>(byte));
        for (std::size_t max = 0; max != 40; ++max) {
            EXPECT_LE(text_form(in, max).size(), max + 5) << byte; // quotes and the ellipsis
            EXPECT_LE(json_form(in, max).size(), max + 5) << byte;
        }
    }
}

struct secret_row {
    std::string_view target;
    std::string_view logged;
};

const secret_row secret_rows[] = {
    {"/", "/"},
    {"", ""},
    {"/p?x=1&y=2", "/p?x=1&y=2"},
    {"/p?token=abc", "/p?token=***"},
    {"/p?x=1&access_token=abc&y=2", "/p?x=1&access_token=***&y=2"},
    {"/p?password=a=b&password=c", "/p?password=***&password=***"},
    {"/p?PassWord=a;sig=b;sigh=c#token=d", "/p?PassWord=***;sig=***;sigh=c#token=d"},
    {"/p?X-Amz-Signature=abc&X-Amz-Credential=d", "/p?X-Amz-Signature=***&X-Amz-Credential=***"},
    {"/p?api_key=1&apikey=2&api-key=3&key=4&monkey=5", "/p?api_key=***&apikey=***&api-key=***&key=***&monkey=5"},
    {"/p?client_secret=1&jwt=2&id_token=3&sid=4&session=5",
     "/p?client_secret=***&jwt=***&id_token=***&sid=***&session=***"},
    {"/p?token", "/p?token"},
    {"/p?token=", "/p?token="},
    {"/p?=abc&&=", "/p?=abc&&="},
    {"/token=abc", "/token=abc"},
    {"/p?a?token=b", "/p?a?token=***"},
    {"http://user:pw@host:80/p@q", "http://***@host:80/p@q"},
    {"http://user@host", "http://***@host"},
    {"HTTP://a:b@c@host/?token=d", "HTTP://***@host/?token=***"},
    {"http://host/a@b", "http://host/a@b"},
    {"http://host?a@b", "http://host?a@b"},
    {"http://@host/", "http://@host/"},
    {"user:pw@host:443", "***@host:443"},
    {"host:443", "host:443"},
    {"/a@b", "/a@b"},
    {"*", "*"},
};

TEST(LogText, LeavesSecretsOutOfTargets) {
    std::string scratch;
    for (const auto& [target, logged] : secret_rows)
        EXPECT_EQ(without_secrets(target, 1000, scratch), logged) << target;
}

TEST(LogText, LeavesNoPieceOfASecretBeforeTheCut) {
    const std::string secret(100, 'S');
    for (std::size_t before = 0; before != 60; ++before) {
        const auto target = "/" + std::string(before, 'p') + "?token=" + secret + "&x=" + std::string(100, 'x');
        for (std::size_t max = 0; max != 60; ++max) {
            std::string scratch;
            std::string out;
            append_quoted(without_secrets(target, max, scratch), max, out);
            EXPECT_EQ(out.find('S'), std::string::npos) << out;
            EXPECT_TRUE(out.ends_with("…\"")) << out;
        }
    }
}

} // namespace
} // namespace srcip::echoserver
