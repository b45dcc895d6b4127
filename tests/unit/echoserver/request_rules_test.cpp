#include "echoserver/request_rules.hpp"

#include <srcip/report_text.hpp>

#include <gtest/gtest.h>

namespace srcip::echoserver {
namespace {

TEST(RequestRules, TakesUpperCaseMethodsOnly) {
    for (const auto* method : {"GET", "A", "GE-T", "GE_T", "PROPFIND"})
        EXPECT_TRUE(is_method(method)) << method;
    for (const auto* method : {"", "get", "Get", "G1", "G T", "G\x80"})
        EXPECT_FALSE(is_method(method)) << method;
}

TEST(RequestRules, TakesTheTargetsNginxTakes) {
    for (const auto* target : {"/",
                               "//",
                               "//a//b",
                               "/a#frag",
                               "/?#",
                               "/a%20b",
                               "/\"<>",
                               "/?a?b",
                               "/a;b",
                               "/./a/./b",
                               "/a/..",
                               "/.",
                               "/a//..",
                               "/a?%zz",
                               "/a#%zz",
                               "/%23/..",
                               "/a/...",
                               "/.../..",
                               "/a/.%2e/..%2e/x",
                               "/#/../..",
                               "/a?/../..",
                               "/%01",
                               "/%2500",
                               "http://h",
                               "http://h/",
                               "http://h?q",
                               "HTTP://H.EX.:9/x#f",
                               "ftp://h/x",
                               "h+2://h/x",
                               "http://[::1]:8/x",
                               "http://h:/x",
                               "http://h:99999/x",
                               "http://.h/",
                               "http://-/",
                               "http://h//x"})
        EXPECT_TRUE(is_target(target)) << target;
}

TEST(RequestRules, RefusesTheTargetsNginxRefuses) {
    for (const auto* target : {"",
                               "x",
                               "*",
                               "?x",
                               "#",
                               "h/x",
                               "foo:bar",
                               "/..",
                               "/../",
                               "/a/../..",
                               "/..?x",
                               "/%",
                               "/%zz",
                               "/%00",
                               "/a%2",
                               "/%2e%2e/%2e%2e",
                               "/a/%2e%2e/%2e%2e/x",
                               "/a%2f..%2f..",
                               "/%2f..",
                               "/a%3f/../..",
                               "//..",
                               "///../a",
                               "/a/./../..",
                               "/a//../..",
                               "http://",
                               "http:///x",
                               "http://u@h/x",
                               "http://h:abc/x",
                               "http://h_x/",
                               "http://h#f",
                               "http://a..b/",
                               "http://h/../x",
                               "http://[::1]x/",
                               "http://[::1",
                               "http://h../x",
                               "://h/x",
                               "1a://h/x"})
        EXPECT_FALSE(is_target(target)) << target;
}

TEST(RequestRules, RefusesAllButPrintableAsciiInTargets) {
    for (int byte = 0; byte < 256; ++byte) {
        const std::string target = std::string("/a") + static_cast<char>(byte) + "b";
        const bool printable = byte > 0x20 && byte < 0x7f && byte != '%';
        EXPECT_EQ(is_target(target), printable) << byte;
    }
}

TEST(RequestRules, TakesHostsThatAreAnAuthority) {
    for (const auto* host : {"ex", "ex:", "ex:99999", "EX.COM.", ".ex", "a,b", "a;b", "a_b", "a%20b", "*", "-",
                             "ex.:80", "1.2.3.4:80", "[::1]", "[::1]:80", "[2001:DB8::1]:", "a!$&'()*+=b"}) {
        EXPECT_TRUE(is_host(host)) << host;
        std::string out;
        EXPECT_TRUE(append_normalised_host(host, out)) << host << ": taken, so the text must be able to print it";
    }
}

TEST(RequestRules, RefusesHostsThatAreNone) {
    for (const auto* host : {"",         ":80",   ".",    "ex..com", "a..",    "ex..:80",   "a/b",
                             "a b",      "a\tb",  "a@b",  "u:p@h",   "ex:abc", "a:b:c",     "[::1",
                             "::1",      "[::g]", "[]",   "[::1]x",  "[::1].", "[1.2.3.4]", "[fe80::1%25eth0]",
                             "a?b",      "a#b",   "a\\b", "\"a\"",   "<a>",    "a%2",       "a%zz",
                             "\xc3\xa9", "a|b",   "a:80:"})
        EXPECT_FALSE(is_host(host)) << host;
}

TEST(RequestRules, FindsTheExtensionNginxFinds) {
    const std::pair<const char*, const char*> rows[] = {{"/a.html", "html"},
                                                        {"/a.HTML", "HTML"},
                                                        {"/a.html?x", "html"},
                                                        {"/a.html#x", "html"},
                                                        {"/a.%68tml", "html"},
                                                        {"/a.tar.gz", "gz"},
                                                        {"/a..html", "html"},
                                                        {"/.html", ""},
                                                        {"/a.html/", ""},
                                                        {"/a.html/x", ""},
                                                        {"/a", ""},
                                                        {"/a.", ""},
                                                        {"/", ""},
                                                        {"/?a.html", ""},
                                                        {"http://h.html", ""},
                                                        {"http://h/x.js", "js"}};
    for (const auto& [target, extension] : rows)
        EXPECT_EQ(path_extension(target), extension) << target;
}

TEST(RequestRules, KnowsOtherVersionsOfHttp) {
    for (const auto* line : {"GET / HTTP/2.0", "GET / HTTP/1.2", "GET / HTTP/1.10", "PRI * HTTP/2.0", "GET / HTTP/11"})
        EXPECT_TRUE(names_other_version(line)) << line;
    for (const auto* line : {"GET / HTTP/1.1", "GET / HTTP/1.0", "GET /", "GET / HTTP/0.9", "GET / HTTP/1.1x",
                             "GET / HTTP/", "GET / HTTP/x", "GET / HTTP/01.1", ""})
        EXPECT_FALSE(names_other_version(line)) << line;
}

} // namespace
} // namespace srcip::echoserver
