#include "echoserver/tls_context.hpp"

#include "tests/support/certificates.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tls_pair.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include <openssl/x509.h>

namespace srcip::echoserver {
namespace {

using std::chrono::hours;
using test::key_pair;
using test::make_certificate;
using test::tls_pair;
using testing::HasSubstr;
using what = tls_reload::what;

/// The certificate's common name as a new client sees it.
std::string served(const tls_context& context) {
    tls_pair pair(context);
    if (pair.handshake() != io_status::done)
        return "no handshake";
    std::string name(200, '\0');
    const X509* certificate = SSL_get0_peer_certificate(pair.client.ssl());
    const int size = X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name.data(), 200);
    return name.substr(0, static_cast<std::size_t>(std::max(size, 0)));
}

class TlsContextReload : public testing::Test {
  protected:
    void write(const key_pair& pair) {
        folder.write("cert", pair.certificate);
        folder.write("key", pair.key);
    }

    const test::temporary_folder folder;
    const key_pair one = make_certificate({.common_name = "one", .names = "DNS:one.test"});
    const key_pair two = make_certificate({.common_name = "two"});
    const tls_options files{.certificate_file = folder.write("cert", one.certificate),
                            .key_file = folder.write("key", one.key)};
    const std::unique_ptr<tls_context> context = test::make_context(files);
};

TEST_F(TlsContextReload, HasNothingToDoWhileTheFilesStay) {
    EXPECT_EQ(served(*context), "one");
    EXPECT_THAT(context->summary(), HasSubstr("\"CN=one\" for DNS:one.test, until "));
    EXPECT_EQ(context->warning(), "");
    const auto reload = context->reload_if_changed();
    EXPECT_EQ(reload.result, what::unchanged);
    EXPECT_EQ(reload.text, "");
}

TEST_F(TlsContextReload, GivesNewConnectionsTheNewCertificate) {
    tls_pair begun(*context);
    begun.client.handshake();
    write(two);
    const auto reload = context->reload_if_changed();
    EXPECT_EQ(reload.result, what::reloaded);
    EXPECT_THAT(reload.text, HasSubstr("\"CN=two\""));
    EXPECT_EQ(served(*context), "two");
    EXPECT_EQ(context->reload_if_changed().result, what::unchanged);

    ASSERT_EQ(begun.handshake(), io_status::done);
    const X509* kept = SSL_get0_peer_certificate(begun.client.ssl());
    EXPECT_EQ(X509_NAME_cmp(X509_get_subject_name(kept), X509_get_issuer_name(kept)), 0);
    std::string name(10, '\0');
    X509_NAME_get_text_by_NID(X509_get_subject_name(kept), NID_commonName, name.data(), 10);
    EXPECT_STREQ(name.c_str(), "one");
}

TEST_F(TlsContextReload, KeepsTheOldPairUntilTheNewOneFits) {
    folder.write("cert", two.certificate);
    const auto refused = context->reload_if_changed();
    EXPECT_EQ(refused.result, what::refused);
    EXPECT_THAT(refused.text, HasSubstr("does not fit"));
    EXPECT_EQ(context->reload_if_changed().result, what::unchanged) << "said once";
    EXPECT_EQ(served(*context), "one");
    folder.write("key", two.key.substr(0, 50));
    EXPECT_EQ(context->reload_if_changed().result, what::refused) << "another reason";
    EXPECT_EQ(served(*context), "one");
    folder.write("key", two.key);
    EXPECT_EQ(context->reload_if_changed().result, what::reloaded);
    EXPECT_EQ(served(*context), "two");
}

TEST_F(TlsContextReload, OutlivesFilesThatVanish) {
    std::filesystem::remove(files.key_file);
    EXPECT_EQ(context->reload_if_changed().result, what::refused);
    EXPECT_EQ(served(*context), "one");
    folder.write("key", one.key);
    EXPECT_EQ(context->reload_if_changed().result, what::reloaded);
}

TEST_F(TlsContextReload, DoesNotDisturbThreadsThatAccept) {
    const auto accept = [this] {
        for (int i = 0; i < 300; ++i)
            if (context->open() == nullptr)
                return false;
        return true;
    };
    auto first = std::async(std::launch::async, accept);
    auto second = std::async(std::launch::async, accept);
    for (int i = 0; i < 20; ++i) {
        write(i % 2 == 0 ? two : one);
        EXPECT_EQ(context->reload_if_changed().result, what::reloaded);
    }
    EXPECT_TRUE(first.get());
    EXPECT_TRUE(second.get());
}

TEST_F(TlsContextReload, KeepsTicketsFromOneCertificateToTheNextApart) {
    tls_pair before(*context);
    ASSERT_EQ(before.handshake(), io_status::done);
    before.client.read();
    ASSERT_NE(before.client.session(), nullptr);
    write(two);
    ASSERT_EQ(context->reload_if_changed().result, what::reloaded);
    tls_pair after(*context, {.session = before.client.session()});
    ASSERT_EQ(after.handshake(), io_status::done);
    EXPECT_FALSE(after.server.facts().resumed);
}

TEST(TlsContext, FollowsTheLinksOfAKubernetesSecret) {
    const test::temporary_folder folder;
    const auto put = [&](const std::string& version, const std::string& common_name) {
        const key_pair pair = make_certificate({.common_name = common_name});
        std::filesystem::create_directory(folder.path(version));
        folder.write(version + "/tls.crt", pair.certificate);
        folder.write(version + "/tls.key", pair.key);
        std::filesystem::create_directory_symlink(version, folder.path("..data_tmp"));
        std::filesystem::rename(folder.path("..data_tmp"), folder.path("..data"));
    };
    put("..2026_1", "first");
    std::filesystem::create_symlink("..data/tls.crt", folder.path("tls.crt"));
    std::filesystem::create_symlink("..data/tls.key", folder.path("tls.key"));
    const auto context =
        test::make_context({.certificate_file = folder.path("tls.crt"), .key_file = folder.path("tls.key")});
    EXPECT_EQ(served(*context), "first");
    put("..2026_2", "second");
    EXPECT_EQ(context->reload_if_changed().result, what::reloaded);
    EXPECT_EQ(served(*context), "second");
}

TEST(TlsContext, TakesOtherAuthoritiesAndKeepsItsOwnCertificate) {
    const test::temporary_folder folder;
    const key_pair first = make_certificate({.common_name = "first", .authority = true});
    const key_pair second = make_certificate({.common_name = "second", .authority = true});
    const key_pair client = make_certificate({.common_name = "client", .issuer = &second});
    const auto context = test::make_context({.client_ca_file = folder.write("ca", first.certificate)});
    const std::string summary = context->summary();
    const auto verdict = [&] {
        tls_pair pair(*context, {.certificate = &client});
        EXPECT_EQ(pair.handshake(), io_status::done);
        return pair.server.facts().client_certificate.value().verify_error;
    };
    EXPECT_EQ(verdict(), "unable to get local issuer certificate");
    folder.write("ca", second.certificate);
    EXPECT_EQ(context->reload_if_changed().result, what::reloaded);
    EXPECT_EQ(verdict(), "");
    EXPECT_EQ(context->summary(), summary);
    folder.write("ca", "");
    EXPECT_EQ(context->reload_if_changed().result, what::refused);
}

TEST(TlsContext, MakesACertificateAndRenewsItInItsLastMonth) {
    const auto now = wall_clock::now();
    const auto made = tls_context::make({}, {"echo.test"}, now);
    ASSERT_TRUE(made) << made.error().text;
    auto& context = **made;
    const std::string summary = context.summary();
    EXPECT_THAT(summary, HasSubstr("a self-signed certificate"));
    EXPECT_THAT(summary, HasSubstr("for DNS:echo.test, until "));
    EXPECT_EQ(served(context), "echo.test");
    EXPECT_EQ(context.reload_if_changed(now + 334 * hours(24)).result, what::unchanged);
    EXPECT_EQ(context.reload_if_changed(now + 336 * hours(24)).result, what::reloaded);
    EXPECT_NE(context.summary(), summary);
    EXPECT_EQ(context.reload_if_changed(now + 337 * hours(24)).result, what::unchanged);
}

TEST(TlsContext, WarnsOfDatesAndServesAllTheSame) {
    const test::temporary_folder folder;
    struct situation {
        int from_days;
        int to_days;
        std::string says;
    };
    for (const auto& [from, to, says] : {situation{-3, -1, "expired on "}, {1, 3, "is valid only from "}}) {
        const key_pair pair = make_certificate({.common_name = "odd", .from_days = from, .to_days = to});
        const auto context = test::make_context(
            {.certificate_file = folder.write("cert", pair.certificate), .key_file = folder.write("key", pair.key)});
        EXPECT_THAT(context->warning(), HasSubstr(says));
        EXPECT_EQ(served(*context), "odd");
    }
}

TEST(TlsContext, FailsWithTheReasonOfABadFile) {
    const test::temporary_folder folder;
    const key_pair pair = make_certificate({.common_name = "own"});
    const std::string certificate = folder.write("cert", pair.certificate);
    const std::string key = folder.write("key", pair.key);
    const std::pair<tls_options, std::string> cases[] = {
        {{.certificate_file = certificate}, "give --tls-key too"},
        {{.key_file = key}, "give --tls-cert too"},
        {{.certificate_file = certificate, .key_file = folder.path("none")}, "No such file or directory"},
        {{.client_ca_file = folder.path("none")}, "--tls-client-ca"},
        {{.client_ca_file = key}, "holds a private key and no certificate"},
    };
    for (const auto& [options, says] : cases) {
        const auto made = tls_context::make(options, {});
        ASSERT_FALSE(made) << says;
        EXPECT_THAT(made.error().text, HasSubstr(says));
    }
}

} // namespace
} // namespace srcip::echoserver
