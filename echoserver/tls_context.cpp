#include "echoserver/tls_context.hpp"

#include "echoserver/tls_facts.hpp"
#include "echoserver/tls_settings.hpp"

#include <srcip/printable.hpp>

#include <ctime>
#include <utility>

#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace srcip::echoserver {
namespace {

constexpr std::chrono::hours renewal_ahead{30 * 24};

bool ends_before(const X509* certificate, wall_clock::time_point when) {
    std::time_t time = wall_clock::to_time_t(when);
    return X509_cmp_time(X509_get0_notAfter(certificate), &time) < 0;
}

bool begins_after(const X509* certificate, wall_clock::time_point when) {
    std::time_t time = wall_clock::to_time_t(when);
    return X509_cmp_time(X509_get0_notBefore(certificate), &time) > 0;
}

std::string joined(const std::vector<std::string>& texts) {
    std::string out;
    for (const std::string& text : texts)
        out += (out.empty() ? "" : ", ") + text;
    return out;
}

std::string summarize(const X509* certificate, bool self_signed) {
    const tls_certificate facts = read_certificate(certificate, X509_V_OK);
    return std::string("TLS with ") + (self_signed ? "a self-signed certificate " : "the certificate ") +
           quoted(facts.subject) + " for " +
           (facts.alternatives.empty() ? std::string("no names") : printable(joined(facts.alternatives))) + ", until " +
           facts.not_after + ", SHA-256 " + facts.sha256;
}

std::string warn(const X509* certificate, const std::string& file, wall_clock::time_point now) {
    const tls_certificate facts = read_certificate(certificate, X509_V_OK);
    const std::string which = "the TLS certificate " + quoted(file);
    if (ends_before(certificate, now))
        return which + " expired on " + facts.not_after +
               " and is served all the same; clients will refuse it: renew it";
    if (begins_after(certificate, now))
        return which + " is valid only from " + facts.not_before +
               " on and is served all the same; clients will refuse it: check this machine's clock";
    return {};
}

} // namespace

tls_context::tls_context(const tls_options& files, std::vector<std::string> names)
    : files_(files)
    , names_(std::move(names)) {}

tls_outcome<std::unique_ptr<tls_context>> tls_context::make(const tls_options& files, std::vector<std::string> names,
                                                            wall_clock::time_point now) {
    std::unique_ptr<tls_context> out(new tls_context(files, std::move(names)));
    auto loaded = out->load(now);
    if (!loaded)
        return loaded.error();
    out->loaded_ = std::move(*loaded);
    return out;
}

ssl_ptr tls_context::open() const {
    ssl_context_ptr context;
    {
        const std::lock_guard lock(mutex_);
        SSL_CTX_up_ref(loaded_.context.get());
        context.reset(loaded_.context.get());
    }
    return ssl_ptr(SSL_new(context.get()));
}

tls_reload tls_context::reload_if_changed(wall_clock::time_point now) {
    if (!is_due(now) && stamp_files(files_) == loaded_.stamps) {
        refused_.clear();
        return {};
    }
    auto fresh = load(now);
    if (!fresh && fresh.error().text == refused_)
        return {};
    if (!fresh) {
        refused_ = fresh.error().text;
        return {tls_reload::what::refused, refused_};
    }
    refused_.clear();
    const std::lock_guard lock(mutex_);
    std::swap(loaded_, *fresh);
    return {tls_reload::what::reloaded, loaded_.summary, loaded_.warning};
}

bool tls_context::is_due(wall_clock::time_point now) const {
    return self_signed_ && ends_before(self_signed_->chain.front().get(), now + renewal_ahead);
}

tls_outcome<tls_context::loaded> tls_context::load(wall_clock::time_point now) {
    // Before anything is read: what changes meanwhile is seen at the next look.
    const tls_stamps stamps = stamp_files(files_);
    auto out = files_.certificate_file.empty() && files_.key_file.empty() ? load_self_signed(now) : load_own(now);
    if (out)
        out->stamps = stamps;
    return out;
}

tls_outcome<tls_context::loaded> tls_context::load_own(wall_clock::time_point now) const {
    const auto own = load_credentials(files_.certificate_file, files_.key_file);
    if (!own)
        return own.error();
    auto context = build(*own);
    if (!context)
        return context.error();
    const X509* certificate = own->chain.front().get();
    return loaded{.context = std::move(*context),
                  .summary = summarize(certificate, false),
                  .warning = warn(certificate, files_.certificate_file, now)};
}

tls_outcome<tls_context::loaded> tls_context::load_self_signed(wall_clock::time_point now) {
    if (!self_signed_ || is_due(now)) {
        auto made = make_self_signed(names_, now);
        if (!made)
            return made.error();
        self_signed_ = std::move(*made);
    }
    auto context = build(*self_signed_);
    if (!context)
        return context.error();
    return loaded{.context = std::move(*context), .summary = summarize(self_signed_->chain.front().get(), true)};
}

tls_outcome<ssl_context_ptr> tls_context::build(const tls_credentials& own) const {
    if (files_.client_ca_file.empty())
        return make_ssl_context(own, {});
    const auto authorities = load_authorities(files_.client_ca_file);
    return authorities ? make_ssl_context(own, *authorities) : tls_outcome<ssl_context_ptr>(authorities.error());
}

} // namespace srcip::echoserver
