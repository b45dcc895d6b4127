#include "report_json_parts.hpp"

#include "hex.hpp"

#include <srcip/printable.hpp>

namespace srcip {
namespace {

bool is_unix(const proxy_header& header) {
    return header.transport == proxy_transport::unix_stream || header.transport == proxy_transport::unix_dgram;
}

/// {"address", "port"}, {"path"}, or null when the header names nobody.
void write_party(json_writer& out, const proxy_header& header, const ip_endpoint& endpoint, std::string_view path) {
    if (header.command == proxy_command::local || header.transport == proxy_transport::unspec)
        return out.null();
    if (!is_unix(header))
        return write_endpoint(out, endpoint);
    out.open('{').member("path", path).close('}');
}

/// As text too when it is some: many senders put one there.
void write_unique_id(json_writer& out, const std::optional<std::vector<std::uint8_t>>& id) {
    if (!id)
        return out.null();
    const std::string_view text(reinterpret_cast<const char*>(id->data()), id->size());
    const bool readable = !text.empty() && printable(text, max_proxy_unique_id) == text;
    out.open('{').hex_member("hex", *id).text_or_null("text", readable ? text : std::string_view()).close('}');
}

void write_tlvs(json_writer& out, const std::vector<proxy_tlv>& tlvs) {
    out.open('[');
    for (const auto& tlv : tlvs)
        out.open('{').member("type", type_in_hex(tlv.type)).hex_member("value_hex", tlv.value).close('}');
    out.close(']');
}

void write_ssl(json_writer& out, const std::optional<proxy_ssl>& ssl) {
    if (!ssl)
        return out.null();
    out.open('{')
        .member("tls", ssl->is_tls())
        .member("client_certificate", ssl->has_client_cert())
        .member("verified", ssl->is_verified())
        .member("verify", ssl->verify)
        .member("version", ssl->version)
        .member("cn", ssl->cn)
        .member("cipher", ssl->cipher)
        .member("sig_alg", ssl->sig_alg)
        .member("key_alg", ssl->key_alg)
        .member("group", ssl->group)
        .member("sig_scheme", ssl->sig_scheme);
    if (ssl->client_cert)
        out.hex_member("client_certificate_hex", *ssl->client_cert);
    else
        out.null_member("client_certificate_hex");
    write_tlvs(out.key("other_tlvs"), ssl->other);
    out.close('}');
}

/// Above 2^53, where JSON's readers lose digits: as text.
std::optional<std::string> as_text(const std::optional<std::uint64_t>& number) {
    return number ? std::optional(std::to_string(*number)) : std::nullopt;
}

} // namespace

void write_proxy_protocol(json_writer& out, const proxy_header* header, bool believed) {
    if (header == nullptr)
        return out.null();
    out.open('{')
        .member("believed", believed)
        .member("version", header->version)
        .member("command", header->command == proxy_command::local ? "LOCAL" : "PROXY")
        .member("transport", to_string(header->transport));
    write_party(out.key("source"), *header, header->source, header->source_path);
    write_party(out.key("destination"), *header, header->destination, header->destination_path);
    out.member("crc32c_verified", header->crc32c).member("alpn", header->alpn).member("authority", header->authority);
    write_unique_id(out.key("unique_id"), header->unique_id);
    write_ssl(out.key("ssl"), header->ssl);
    out.member("netns", header->netns)
        .member("aws_vpce_id", header->aws_vpce)
        .member("azure_linkid", header->azure_linkid)
        .member("gcp_psc_id", as_text(header->gcp_psc));
    write_tlvs(out.key("other_tlvs"), header->other);
    out.close('}');
}

} // namespace srcip
