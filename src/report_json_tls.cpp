#include "report_json_parts.hpp"

namespace srcip {
namespace {

void write_certificate(json_writer& out, const std::optional<tls_certificate>& certificate) {
    if (!certificate)
        return out.null();
    out.open('{')
        .member("subject", certificate->subject)
        .member("issuer", certificate->issuer)
        .member("serial", certificate->serial)
        .member("not_before", certificate->not_before)
        .member("not_after", certificate->not_after)
        .member("sha256", certificate->sha256);
    out.key("alternatives").open('[');
    for (const auto& name : certificate->alternatives)
        out.value(name);
    out.close(']')
        .member("verified", certificate->verify_error.empty())
        .text_or_null("verify_error", certificate->verify_error)
        .close('}');
}

} // namespace

void write_tls(json_writer& out, const tls_view* tls) {
    if (tls == nullptr)
        return out.null();
    out.open('{')
        .member("version", tls->version)
        .member("cipher", tls->cipher)
        .text_or_null("alpn", tls->alpn)
        .text_or_null("sni", tls->sni)
        .member("resumed", tls->resumed);
    write_certificate(out.key("client_certificate"), tls->client_certificate);
    out.close('}');
}

} // namespace srcip
