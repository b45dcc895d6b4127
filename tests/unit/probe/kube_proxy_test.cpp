#include "probe/kube/proxy.hpp"

#include <gtest/gtest.h>

#include <map>

namespace srcip::probe::kube {
namespace {

TEST(proxy, reads_urls) {
    struct {
        const char* url;
        const char* shown; ///< nullptr: refused
        const char* username = "";
        const char* password = "";
    } const cases[] = {
        {"http://p", "http://p:80"},
        {"https://p", "https://p:443"},
        {"socks5://p", "socks5://p:1080"},
        {"socks5h://p:1", "socks5://p:1"},
        {"http://p:3128/", "http://p:3128"},
        {"http://[fd00::1]:3128", "http://[fd00::1]:3128"},
        {"http://me:p%40ss@p:1", "http://p:1", "me", "p@ss"},
        {"http://me@p:1", "http://p:1", "me"},
        {"ftp://p", nullptr},
        {"p:3128", nullptr},
        {"http://", nullptr},
        {"http://p:0", nullptr},
        {"http://p:65536", nullptr},
        {"http://a%0d%0ab", nullptr},
        {"http://me:a%0d%0ab@p", nullptr},
        {"http://p p", nullptr},
        {"", nullptr},
    };
    for (const auto& c : cases) {
        const auto parsed = parse_proxy(c.url, false);
        ASSERT_EQ(parsed.has_value(), c.shown != nullptr) << c.url;
        if (!parsed) {
            EXPECT_EQ(parsed.error().message.find("p%"), std::string::npos);
            continue;
        }
        EXPECT_EQ(parsed->to_string(), c.shown) << c.url;
        EXPECT_EQ(parsed->username, c.username) << c.url;
        EXPECT_EQ(parsed->password, c.password) << c.url;
    }
    EXPECT_EQ(parse_proxy("p:3128", true)->to_string(), "http://p:3128");
}

TEST(proxy, no_proxy_is_read_as_go_reads_it) {
    struct {
        const char* list;
        const char* host;
        bool direct;
    } const cases[] = {
        {"", "a.example", false},
        {"", "localhost", true},
        {"", "LOCALHOST", true},
        {"", "127.0.0.5", true},
        {"", "::1", true},
        {"", "10.0.0.1", false},
        {"*", "a.example", true},
        {" x , * ", "10.0.0.1", true},
        {"a.example", "a.example", true},
        {"a.example", "A.Example", true},
        {"a.example", "b.a.example", true},
        {"a.example", "ba.example", false},
        {".a.example", "b.a.example", true},
        {".a.example", "a.example", false},
        {"*.a.example", "b.a.example", true},
        {"*.a.example", "a.example", false},
        {"a.example:6443", "a.example", true},
        {"a.example:443", "a.example", false},
        {".example:6443", "a.example", true},
        {"10.0.0.0/8", "10.1.2.3", true},
        {"10.0.0.0/8", "11.1.2.3", false},
        {"10.0.0.0/8", "10.example", false},
        {"10.0.0.0/33", "10.1.2.3", false},
        {"fd00::/8", "fd00::1", true},
        {"10.0.0.1", "10.0.0.1", true},
        {"10.0.0.1", "10.0.0.11", false},
        {"10.0.0.1:6443", "10.0.0.1", true},
        {"10.0.0.1:1", "10.0.0.1", false},
        {"fd00::1", "fd00::1", true},
        {"[fd00::1]:6443", "fd00::1", true},
        {"[fd00::1]:1", "fd00::1", false},
        {":6443", "a.example", false},
        {",,", "a.example", false},
        {"a.example,b.example", "b.example", true},
    };
    for (const auto& c : cases)
        EXPECT_EQ(is_direct(c.list, c.host, 6443), c.direct) << c.list << " ← " << c.host;
}

TEST(proxy, the_environment_knows_both_cases_of_its_names) {
    struct {
        std::map<std::string, std::string, std::less<>> environment;
        bool tls;
        std::string proxy; ///< empty: none
    } const cases[] = {
        {{}, true, ""},
        {{{"HTTPS_PROXY", "http://a:1"}}, true, "http://a:1"},
        {{{"https_proxy", "http://a:1"}}, true, "http://a:1"},
        {{{"HTTPS_PROXY", "http://a:1"}, {"https_proxy", "http://b:1"}}, true, "http://a:1"},
        {{{"HTTP_PROXY", "http://a:1"}}, true, ""},
        {{{"HTTPS_PROXY", "http://a:1"}}, false, ""},
        {{{"http_proxy", "a:1"}}, false, "http://a:1"},
        {{{"ALL_PROXY", "http://a:1"}}, true, ""},
        {{{"HTTPS_PROXY", "http://a:1"}, {"no_proxy", "x"}}, true, ""},
        {{{"HTTPS_PROXY", "http://a:1"}, {"NO_PROXY", "y"}, {"no_proxy", "x"}}, true, "http://a:1"},
    };
    for (const auto& c : cases) {
        const auto found = proxy_from_environment(c.tls, "x", 443, [&](std::string_view name) {
            const auto it = c.environment.find(name);
            return it == c.environment.end() ? std::nullopt : std::optional<std::string>(it->second);
        });
        ASSERT_TRUE(found);
        EXPECT_EQ(*found ? (*found)->to_string() : "", c.proxy);
    }
}

} // namespace
} // namespace srcip::probe::kube
