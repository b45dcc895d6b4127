#include "parser_feed.hpp"
#include "request_parser_vectors.hpp"

#include "echoserver/request_rules.hpp"

#include <srcip/ascii.hpp>

#include <gtest/gtest.h>

namespace srcip::echoserver {
namespace {

unsigned count(const request_view& request, std::string_view name) {
    return static_cast<unsigned>(std::count_if(request.headers.begin(), request.headers.end(),
                                               [&](const auto& field) { return ascii_iequals(field.name, name); }));
}

/// What holds for every request that is answered, whatever it was made of.
void expect_harmless(const request_parser& parser, const std::string& about) {
    const auto request = parser.request();
    ASSERT_TRUE(is_method(request.method)) << about;
    ASSERT_NE(request.method, "TRACE") << about;
    ASSERT_NE(request.method, "CONNECT") << about;
    ASSERT_TRUE(is_target(request.target)) << about;
    ASSERT_TRUE(request.version == 10 || request.version == 11) << about;
    ASSERT_LE(request.headers.size(), max_fields) << about;
    ASSERT_LE(count(request, "host"), 1U) << about;
    ASSERT_TRUE(request.version == 10 || count(request, "host") == 1) << about;
    ASSERT_LE(count(request, "content-length") + count(request, "transfer-encoding"), 1U) << about;
    for (const auto& field : request.headers) {
        ASSERT_EQ(field.name.find_first_of(" \t\r\n:"), field.name.npos) << about;
        ASSERT_EQ(field.value.find_first_of(std::string_view("\r\n\0", 3)), field.value.npos) << about;
        const bool coding = ascii_iequals(field.name, "transfer-encoding");
        ASSERT_TRUE(!coding || ascii_iequals(field.value, "chunked")) << about;
        const bool length = ascii_iequals(field.name, "content-length");
        ASSERT_TRUE(!length || is_decimal(field.value)) << about;
    }
}

void try_mutation(const std::string& bytes, const std::string& about) {
    request_parser whole{request_limits{}};
    request_parser single{request_limits{}};
    const auto state = feed(whole, bytes);
    const auto stepwise = feed(single, bytes, 1);
    ASSERT_EQ(describe(whole, state), describe(single, stepwise)) << about;
    if (state == progress::complete)
        expect_harmless(whole, about);
}

std::vector<parser_vector> short_vectors() {
    std::vector<parser_vector> out;
    for (const auto& vectors : {accepted_vectors(), refused_vectors()})
        for (const auto& vector : vectors)
            if (vector.bytes.size() < 300)
                out.push_back(vector);
    return out;
}

TEST(RequestParserMutation, AnyByteMayBeReplaced) {
    const std::string replacements("\0\r\n\t :;,\x7f\x80\xff"
                                   "0aA/.%[",
                                   19);
    for (const auto& vector : short_vectors())
        for (std::size_t i = 0; i < vector.bytes.size(); ++i)
            for (const char c : replacements) {
                auto bytes = vector.bytes;
                bytes[i] = c;
                try_mutation(bytes, vector.name + " with byte " + std::to_string(i) + " replaced by " +
                                        std::to_string(static_cast<unsigned char>(c)));
                if (HasFatalFailure())
                    return;
            }
}

TEST(RequestParserMutation, AnyByteMayBeMissingOrDoubled) {
    for (const auto& vector : short_vectors())
        for (std::size_t i = 0; i < vector.bytes.size(); ++i) {
            auto bytes = vector.bytes;
            try_mutation(bytes.insert(i, 1, bytes[i]), vector.name + " with byte doubled: " + std::to_string(i));
            try_mutation(bytes.erase(i, 2), vector.name + " with byte missing: " + std::to_string(i));
            if (HasFatalFailure())
                return;
        }
}

} // namespace
} // namespace srcip::echoserver
