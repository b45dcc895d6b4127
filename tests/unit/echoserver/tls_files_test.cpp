#include "echoserver/tls_facts.hpp"
#include "echoserver/tls_files.hpp"

#include "tests/support/certificates.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace srcip::echoserver {
namespace {

using test::key_pair;
using test::make_certificate;
using testing::HasSubstr;

class TlsFiles : public testing::Test {
  protected:
    const test::temporary_folder folder;
    const key_pair authority = make_certificate({.common_name = "ca", .authority = true});
    const key_pair own = make_certificate({.common_name = "own", .issuer = &authority});
};

TEST_F(TlsFiles, HoldAChainAndItsKey) {
    const auto loaded =
        load_credentials(folder.write("c", "a comment\n" + own.certificate + "\n\n" + authority.certificate),
                         folder.write("k", own.key));
    ASSERT_TRUE(loaded) << loaded.error().text;
    ASSERT_EQ(loaded->chain.size(), 2U);
    EXPECT_EQ(read_certificate(loaded->chain[0].get(), 0).subject, "CN=own");
    EXPECT_EQ(read_certificate(loaded->chain[1].get(), 0).subject, "CN=ca");
}

TEST_F(TlsFiles, MayBeOneFile) {
    const std::string both = folder.write("both", own.key + own.certificate);
    EXPECT_TRUE(load_credentials(both, both));
}

TEST_F(TlsFiles, SayWhatIsWrongWithThem) {
    struct situation {
        std::string certificate;
        std::string key;
        std::vector<std::string> says; ///< CERT and KEY stand for the files
    };
    const std::string half_key = own.key.substr(0, own.key.size() / 2);
    const std::string no_base64 = "-----BEGIN CERTIFICATE-----\n????\n-----END CERTIFICATE-----\n";
    const std::vector<situation> cases = {
        {"", own.key, {"the TLS certificate CERT is empty", "--tls-cert"}},
        {own.certificate, "", {"the TLS key KEY is empty", "--tls-key"}},
        {"hello", own.key, {"CERT holds no PEM certificate", "--tls-cert"}},
        {own.certificate, "hello", {"KEY holds no PEM private key", "--tls-key"}},
        {own.key, own.key, {"CERT holds a private key and no certificate", "swapped"}},
        {own.certificate, own.certificate, {"KEY holds a certificate and no private key", "swapped"}},
        {"\x30\x82\x01", own.key, {"CERT is not PEM but looks like DER", "openssl x509"}},
        {own.certificate, "\x30\x82\x01", {"KEY is not PEM but looks like DER", "openssl pkey"}},
        {own.certificate, test::encrypted_key(own.key), {"KEY is encrypted", "without a pass phrase"}},
        {own.certificate, authority.key, {"KEY does not fit", "CERT", "the key that the certificate was made for"}},
        {authority.certificate + own.certificate, own.key, {"KEY does not fit", "server's certificate first"}},
        {own.certificate.substr(0, own.certificate.size() / 2), own.key, {"CERT is damaged", "write it again"}},
        {own.certificate + authority.certificate.substr(0, 100), own.key, {"CERT is damaged after 1 certificates"}},
        {no_base64, own.key, {"CERT is damaged after 0 certificates"}},
        {own.certificate, half_key, {"KEY is damaged", "write it again"}},
        {own.certificate, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", {"KEY is damaged"}},
        {std::string(max_tls_file + 1, 'x'), own.key, {"CERT is larger than 1 MiB"}},
        {std::string(100, '\0'), own.key, {"CERT holds no PEM certificate"}},
    };
    for (const auto& [certificate, key, says] : cases) {
        const std::string certificate_file = folder.write("cert", certificate);
        const std::string key_file = folder.write("key", key);
        const auto loaded = load_credentials(certificate_file, key_file);
        ASSERT_FALSE(loaded) << says.front();
        for (std::string text : says) {
            if (const auto at = text.find("CERT"); at != std::string::npos)
                text.replace(at, 4, '"' + certificate_file + '"');
            if (const auto at = text.find("KEY"); at != std::string::npos)
                text.replace(at, 3, '"' + key_file + '"');
            EXPECT_THAT(loaded.error().text, HasSubstr(text));
        }
        EXPECT_EQ(loaded.error().text.find('\n'), std::string::npos);
    }
}

TEST_F(TlsFiles, GoTogether) {
    EXPECT_THAT(load_credentials(folder.write("c", own.certificate), "").error().text, HasSubstr("--tls-key"));
    EXPECT_THAT(load_credentials("", folder.write("k", own.key)).error().text, HasSubstr("--tls-cert"));
}

TEST_F(TlsFiles, MustBeFilesThatCanBeRead) {
    const std::string fifo = folder.path("fifo");
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    struct situation {
        std::string path;
        std::string says;
    };
    const std::vector<situation> cases = {
        {folder.path("nowhere"), "cannot be read: No such file or directory; check --tls-client-ca"},
        {folder.path(""), "is no regular file"},
        {fifo, "is no regular file"},
        {folder.path("x\n\x1b[31m"), "x\\x0a\\x1b[31m"},
        {folder.write("ca", own.certificate) + "/deeper", "Not a directory"},
    };
    for (const auto& [path, says] : cases)
        EXPECT_THAT(load_authorities(path).error().text, HasSubstr(says));
}

/// Root reads every file: be somebody else for a while.
class nobody {
  public:
    nobody() {
        if (::geteuid() == 0 && ::seteuid(65534) == 0)
            changed_ = true;
    }
    ~nobody() {
        if (changed_ && ::seteuid(0) != 0)
            std::abort();
    }
    nobody(const nobody&) = delete;
    nobody& operator=(const nobody&) = delete;

  private:
    bool changed_ = false;
};

TEST_F(TlsFiles, SayWhoMayNotReadThem) {
    const std::string secret = folder.write("ca", authority.certificate);
    ASSERT_EQ(::chmod(secret.c_str(), 0), 0);
    const nobody reader;
    const auto loaded = load_authorities(secret);
    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().text,
                HasSubstr("Permission denied; let user " + std::to_string(::geteuid()) + " read it"));
}

TEST_F(TlsFiles, OfAuthoritiesHoldAtLeastOne) {
    const auto loaded = load_authorities(folder.write("ca", own.certificate + authority.certificate));
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->size(), 2U);
    EXPECT_THAT(load_authorities(folder.write("none", "\n")).error().text, HasSubstr("holds no PEM certificate"));
}

TEST_F(TlsFiles, HaveAStampThatTellsEveryChange) {
    const std::string file = folder.write("file", "one");
    const tls_options options{.certificate_file = file};
    auto before = stamp_files(options);
    EXPECT_EQ(stamp_files(options), before);
    const auto changes = [&](const char* what) {
        const auto after = stamp_files(options);
        EXPECT_NE(after, before) << what;
        before = after;
    };
    folder.write("other", "one");
    std::filesystem::rename(folder.path("other"), file);
    changes("another file of the same size");
    std::ofstream(file, std::ios::app) << " more";
    changes("more bytes");
    std::filesystem::last_write_time(file, std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
    changes("another time");
    std::filesystem::remove(file);
    changes("no file");
    std::filesystem::create_symlink(folder.write("target", "one"), file);
    changes("a link");
    std::filesystem::rename(folder.write("next", "two"), folder.path("target"));
    changes("another target");
}

} // namespace
} // namespace srcip::echoserver
