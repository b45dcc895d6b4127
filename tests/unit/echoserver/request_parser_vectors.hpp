#pragma once

#include <string>
#include <vector>

namespace srcip::echoserver {

/// One message as it comes over the wire and what the parser must make of it.
struct parser_vector {
    std::string name;
    std::string bytes;
    unsigned status = 200; ///< 200: complete
    std::string body{};    ///< of a complete one
};

inline std::string get(const std::string& fields = "", const std::string& target = "/",
                       const std::string& version = "HTTP/1.1", const std::string& method = "GET") {
    return method + " " + target + " " + version + "\r\nHost: ex\r\n" + fields + "\r\n";
}

inline std::string post(const std::string& fields, const std::string& body, const std::string& version = "HTTP/1.1") {
    return get(fields, "/", version, "POST") + body;
}

inline std::string chunked(const std::string& body) { return post("Transfer-Encoding: chunked\r\n", body); }

inline std::string numbered_fields(int count) {
    std::string out;
    for (int i = 0; i < count; ++i)
        out += "X-" + std::to_string(i) + ": v\r\n";
    return out;
}

/// A request whose header has so many bytes, in lines of a permitted length.
inline std::string header_of(std::size_t bytes) {
    const auto half = "X: " + std::string(bytes / 2 - 30, 'a') + "\r\nY: ";
    const auto rest = bytes - get(half + "\r\n").size();
    return get(half + std::string(rest, 'a') + "\r\n");
}

/// What is answered.
inline std::vector<parser_vector> accepted_vectors() {
    return {
        {"plain", get()},
        {"no host in 1.0", "GET / HTTP/1.0\r\n\r\n"},
        {"one leading CRLF", "\r\n" + get()},
        {"three leading CRLFs", "\r\n\r\n\r\n" + get()},
        {"any upper-case method", get("", "/", "HTTP/1.1", "BREW-COFFEE_NOW")},
        {"absolute form", get("", "http://a.example:81/p?q")},
        {"100 fields", get(numbered_fields(99))},
        {"bytes above 0x7f in a value", get("X: \xff\xfe\r\n")},
        {"value without text", get("X:\r\n")},
        {"tab inside a value", get("X: a\tb\r\n")},
        {"content-length", post("Content-Length: 3\r\n", "abc"), 200, "abc"},
        {"content-length with a leading zero", post("Content-Length: 03\r\n", "abc"), 200, "abc"},
        {"content-length zero", post("Content-Length: 0\r\n", ""), 200, ""},
        {"chunked", chunked("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), 200, "abcde"},
        {"chunked in another case", post("Transfer-Encoding: Chunked\r\n", "3\r\nabc\r\n0\r\n\r\n"), 200, "abc"},
        {"chunk size in upper case", chunked("A\r\n0123456789\r\n0\r\n\r\n"), 200, "0123456789"},
        {"chunk extension", chunked("3;a=b\r\nabc\r\n0\r\n\r\n"), 200, "abc"},
        {"quoted chunk extension", chunked("3;a=\"q;\"\r\nabc\r\n0\r\n\r\n"), 200, "abc"},
        {"trailer", chunked("3\r\nabc\r\n0\r\nT: v\r\nHost: other\r\n\r\n"), 200, "abc"},
        {"empty chunked body", chunked("0\r\n\r\n"), 200, ""},
        {"expectation", post("Content-Length: 1\r\nExpect: 100-continue\r\n", "x"), 200, "x"},
        {"an expectation means nothing in 1.0", post("Content-Length: 1\r\nExpect: x\r\n", "x", "HTTP/1.0"), 200, "x"},
        {"longest request line", get("", "/" + std::string(8192 - 16, 'a'))},
        {"longest field line", get("X: " + std::string(8192 - 5, 'a') + "\r\n")},
        {"longest header", header_of(16384)},
    };
}

/// What is refused, and with which status: the table of what a server must survive.
inline std::vector<parser_vector> refused_vectors() {
    const std::string two = "2\r\nab\r\n0\r\n\r\n";
    return {
        {"transfer-encoding gzip", post("Transfer-Encoding: gzip\r\n", two), 501},
        {"transfer-encoding xchunked", post("Transfer-Encoding: xchunked\r\n", two), 501},
        {"transfer-encoding chunked, gzip", post("Transfer-Encoding: chunked, gzip\r\n", two), 501},
        {"transfer-encoding gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n", two), 501},
        {"transfer-encoding chunked, chunked", post("Transfer-Encoding: chunked, chunked\r\n", two), 501},
        {"transfer-encoding with a weight", post("Transfer-Encoding: chunked;q=1\r\n", two), 501},
        {"transfer-encoding identity", post("Transfer-Encoding: identity\r\n", two), 501},
        {"transfer-encoding empty", post("Transfer-Encoding:\r\n", two), 501},
        {"transfer-encoding twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", two), 400},
        {"transfer-encoding twice, one unknown", post("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", two),
         400},
        {"gzip, then a length", post("Transfer-Encoding: gzip\r\nContent-Length: 2\r\n", "ab"), 400},
        {"a length, then gzip", post("Content-Length: 2\r\nTransfer-Encoding: gzip\r\n", "ab"), 400},
        {"chunked, then a length", post("Transfer-Encoding: chunked\r\nContent-Length: 2\r\n", two), 400},
        {"a length, then chunked", post("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", two), 400},
        {"chunked in 1.0", post("Transfer-Encoding: chunked\r\n", two, "HTTP/1.0"), 400},
        {"host missing", "GET / HTTP/1.1\r\n\r\n", 400},
        {"host twice", get("Host: ex\r\n"), 400},
        {"host twice in 1.0", get("Host: ex\r\n", "/", "HTTP/1.0"), 400},
        {"host empty", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
        {"host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
        {"host with a user", "GET / HTTP/1.1\r\nHost: u@h\r\n\r\n", 400},
        {"host with a bad port", "GET / HTTP/1.1\r\nHost: h:x\r\n\r\n", 400},
        {"host with a broken literal", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400},
        {"host with a list", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
        {"host outside ASCII", "GET / HTTP/1.1\r\nHost: \xc3\xa9\r\n\r\n", 400},
        {"folded value", get("X: a\r\n b\r\n"), 400},
        {"folded value with a tab", get("X: a\r\n\tb\r\n"), 400},
        {"folded transfer-encoding", post("Transfer-Encoding:\r\n chunked\r\n", two), 400},
        {"white space before the first field", "GET / HTTP/1.1\r\n Host: ex\r\n\r\n", 400},
        {"content-length list", post("Content-Length: 2, 2\r\n", "ab"), 400},
        {"content-length with a comma", post("Content-Length: 2,\r\n", "ab"), 400},
        {"content-length repeated", post("Content-Length: 2\r\nContent-Length: 2\r\n", "ab"), 400},
        {"content-length differing", post("Content-Length: 2\r\nContent-Length: 3\r\n", "abc"), 400},
        {"content-length empty", post("Content-Length:\r\n", ""), 400},
        {"content-length signed", post("Content-Length: +2\r\n", "ab"), 400},
        {"content-length negative", post("Content-Length: -1\r\n", "ab"), 400},
        {"content-length hexadecimal", post("Content-Length: 0x2\r\n", "ab"), 400},
        {"content-length 2^63", post("Content-Length: 9223372036854775808\r\n", ""), 400},
        {"content-length 2^64", post("Content-Length: 18446744073709551616\r\n", ""), 400},
        {"chunk extension without end", chunked("2;" + std::string(5000, 'x')), 400},
        {"chunk extensions beyond measure", chunked([] {
             std::string out;
             for (int i = 0; i < 10; ++i)
                 out += "1;" + std::string(2000, 'x') + "\r\na\r\n";
             return out;
         }()),
         400},
        {"trailer without end", chunked("0\r\nT: " + std::string(70'000, 'v')), 431},
        {"trailer of 70,000 bytes", chunked("0\r\nT: " + std::string(70'000, 'v') + "\r\n\r\n"), 431},
        {"trailer that would frame the message", chunked("0\r\nContent-Length: 5\r\n\r\n"), 400},
        {"trailer that is no field", chunked("0\r\nbad\r\n\r\n"), 400},
        {"chunk size that is none", chunked("x\r\n"), 400},
        {"chunk size too large to hold", chunked("fffffffffffffffff\r\n"), 400},
        {"chunk longer than it says", chunked("2\r\nabX\r\n0\r\n\r\n"), 400},
        {"chunk size empty", chunked("\r\nab\r\n"), 400},
        {"chunk size empty, nothing behind it", chunked("\r\n"), 400},
        {"101 fields", get(numbered_fields(100)), 431},
        {"control byte in the target", get("", std::string("/a\x01")), 400},
        {"delete in the target", get("", "/a\x7f"), 400},
        {"tab in the target", get("", "/a\tb"), 400},
        {"byte above 0x7f in the target", get("", "/\x80"), 400},
        {"UTF-8 in the target", get("", "/\xc3\xa9"), 400},
        {"target above the root", get("", "/a/../.."), 400},
        {"target that does not decode", get("", "/%zz"), 400},
        {"target that decodes to NUL", get("", "/%00"), 400},
        {"target without a slash", get("", "x"), 400},
        {"target is an asterisk", get("", "*", "HTTP/1.1", "OPTIONS"), 400},
        {"CONNECT", get("", "/", "HTTP/1.1", "CONNECT"), 405},
        {"CONNECT to an authority", get("", "a.example:443", "HTTP/1.1", "CONNECT"), 405},
        {"TRACE", get("", "/", "HTTP/1.1", "TRACE"), 405},
        {"lower-case method", get("", "/", "HTTP/1.1", "get"), 400},
        {"method with a digit", get("", "/", "HTTP/1.1", "G1"), 400},
        {"request line over 8 KiB", get("", "/" + std::string(8192 - 15, 'a')), 414},
        {"request line without end", "GET /" + std::string(9000, 'a'), 414},
        {"method without end", std::string(9000, 'A'), 414},
        {"field line over 8 KiB", get("X: " + std::string(8192 - 4, 'a') + "\r\n"), 400},
        {"header over 16 KiB", header_of(16385), 431},
        {"one field over 16 KiB", get("X: " + std::string(20'000, 'a') + "\r\n"), 431},
        {"header without end", "GET / HTTP/1.1\r\nX: " + std::string(17'000, 'a'), 431},
        {"body over 10 MiB", post("Content-Length: 10485761\r\n", ""), 413},
        {"chunk over 10 MiB", chunked("a00001\r\n"), 413},
        {"expectation unknown", post("Content-Length: 1\r\nExpect: x\r\n", ""), 417},
        {"expectations, one unknown", post("Content-Length: 1\r\nExpect: 100-continue\r\nExpect: x\r\n", ""), 417},
        {"bare LF", "GET / HTTP/1.1\nHost: ex\n\n", 400},
        {"bare LF behind a field", "GET / HTTP/1.1\r\nHost: ex\nX: v\r\n\r\n", 400},
        {"bare CR in a value", get("X: a\rb\r\n"), 400},
        {"bare CR first", "\r" + get(), 400},
        {"leading LF", "\n" + get(), 400},
        {"leading space", " " + get(), 400},
        {"NUL in a value", get(std::string("X: a\0b\r\n", 8)), 400},
        {"control byte in a value", get("X: a\x01\r\n"), 400},
        {"space before the colon", get("X : v\r\n"), 400},
        {"empty name", get(": v\r\n"), 400},
        {"no colon", get("X\r\n"), 400},
        {"name outside ASCII", get("\xc3\xa9: v\r\n"), 400},
        {"HTTP/0.9", "GET /\r\n\r\n", 400},
        {"HTTP/0.9 by name", get("", "/", "HTTP/0.9"), 400},
        {"HTTP/1.2", get("", "/", "HTTP/1.2"), 505},
        {"HTTP/2.0", get("", "/", "HTTP/2.0"), 505},
        {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"version in lower case", get("", "/", "http/1.1"), 400},
        {"version with a tail", get("", "/", "HTTP/1.1x"), 400},
        {"two spaces", "GET  / HTTP/1.1\r\nHost: ex\r\n\r\n", 400},
        {"a TLS hello", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc", 9), 400},
    };
}

} // namespace srcip::echoserver
