#include "echoserver/tls_facts.hpp"
#include "echoserver/tls_handles.hpp"

#include "tests/support/certificates.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace srcip::echoserver {
namespace {

using namespace std::string_literals;
using names = std::vector<std::string>;

certificate_ptr certificate_of(const test::certificate_wish& wish) {
    const std::string pem = test::make_certificate(wish).certificate;
    BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    certificate_ptr out(PEM_read_bio_X509(bio, nullptr, nullptr, nullptr));
    BIO_free(bio);
    return out;
}

TEST(TlsFacts, ShowACertificatesNames) {
    const auto certificate = certificate_of(
        {.common_name = "client",
         .names = "DNS:a.test,DNS:*.b.test,IP:192.0.2.1,IP:2001:db8::1,URI:spiffe://c/ns/d,email:e@f.test,RID:1.2.3"});
    const auto facts = read_certificate(certificate.get(), X509_V_OK);
    EXPECT_EQ(facts.alternatives, (names{"DNS:a.test", "DNS:*.b.test", "IP:192.0.2.1", "IP:2001:db8::1",
                                         "URI:spiffe://c/ns/d", "email:e@f.test"}));
    EXPECT_EQ(facts.subject, "CN=client");
    EXPECT_EQ(facts.issuer, "CN=client");
    EXPECT_EQ(facts.not_before.size(), std::string_view("2026-01-01T00:00:00Z").size());
    EXPECT_EQ(facts.not_after.back(), 'Z');
    EXPECT_EQ(facts.verify_error, "");
}

TEST(TlsFacts, SayWhyACertificateIsNotBelieved) {
    const auto certificate = certificate_of({.common_name = "client"});
    EXPECT_EQ(read_certificate(certificate.get(), X509_V_ERR_CERT_HAS_EXPIRED).verify_error, "certificate has expired");
}

TEST(TlsFacts, EscapeNamesAsRfc2253Does) {
    EXPECT_EQ(read_certificate(certificate_of({.common_name = "a,b=\"c\" d"}).get(), 0).subject,
              "CN=a\\,b=\\\"c\\\" d");
    EXPECT_EQ(read_certificate(certificate_of({.common_name = "a\x1b[31m\n"}).get(), 0).subject, "CN=a\\1B[31m\\0A");
    EXPECT_EQ(read_certificate(certificate_of({.common_name = "büro"}).get(), 0).subject, "CN=büro");
}

TEST(TlsFacts, BoundTheNumberOfNames) {
    std::string many = "DNS:n0";
    for (int i = 1; i < 150; ++i)
        many += ",DNS:n" + std::to_string(i);
    const auto certificate = certificate_of({.common_name = "many", .names = many});
    const auto facts = read_certificate(certificate.get(), 0);
    EXPECT_EQ(facts.alternatives.size(), static_cast<std::size_t>(max_certificate_names));
}

TEST(TlsFacts, BoundTheSizeOfATextBeforeItIsEscaped) {
    const auto certificate = certificate_of({.common_name = "long", .names = "URI:x:" + std::string(9000, 'y')});
    const auto facts = read_certificate(certificate.get(), 0);
    ASSERT_EQ(facts.alternatives.size(), 1U);
    EXPECT_EQ(facts.alternatives.front().size(), max_certificate_text);
}

TEST(TlsFacts, ReadTheServerNameExtension) {
    const std::string whole = "\x00\x09\x00\x00\x06"s + "a.test";
    EXPECT_EQ(parse_server_name(whole), "a.test");
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_EQ(parse_server_name(std::string_view(whole).substr(0, size)), "") << size;
    const std::string longest(255, 'a');
    struct situation {
        std::string extension;
        std::string_view expected;
    };
    const std::vector<situation> cases = {
        {"", ""},
        {"\x00\x05\x00\x00\x02"s + "ab", "ab"},
        {"\x00\x05\x01\x00\x02"s + "ab", ""},      // no host_name
        {"\x00\x05\x00\x00\x03"s + "ab", ""},      // longer than what is there
        {"\x00\x06\x00\x00\x02"s + "ab", ""},      // a list longer than what is there
        {"\x00\x04\x00\x00\x01"s + "a" + "b", ""}, // bytes behind the list
        {"\x00\x03\x00\x00\x00"s, ""},             // an empty name
        {"\x01\x02\x00\x00\xff"s + longest, longest},
        {"\x01\x03\x00\x01\x00"s + std::string(256, 'a'), ""}, // too long
    };
    for (const auto& [extension, expected] : cases)
        EXPECT_EQ(parse_server_name(extension), expected) << testing::PrintToString(extension);
}

} // namespace
} // namespace srcip::echoserver
