#include "report_html_parts.hpp"

#include "hex.hpp"

// The PROXY header and TLS: what stands between the TCP connection and the request.
namespace srcip {
namespace {

void write_bytes_row(html_writer& out, markup label, std::span<const std::uint8_t> bytes) {
    std::string hex;
    append_hex(bytes, hex);
    out.row(label, hex);
}

void write_tlv_rows(html_writer& out, markup kind, const std::vector<proxy_tlv>& tlvs) {
    for (const auto& tlv : tlvs) {
        std::string hex;
        append_hex(tlv.value, hex);
        out.open_row(kind).code(type_in_hex(tlv.type)).raw(" ").code(hex).close_row();
    }
}

void write_party_rows(html_writer& out, const proxy_header& header) {
    if (header.transport == proxy_transport::unix_stream || header.transport == proxy_transport::unix_dgram) {
        out.row("Source", header.source_path).row("Destination", header.destination_path);
    } else if (header.command == proxy_command::proxied && header.transport != proxy_transport::unspec) {
        out.address_row("Source", header.source.to_string());
        out.address_row("Destination", header.destination.to_string());
    }
}

markup certificate_words(const proxy_ssl& ssl) {
    if (!ssl.has_client_cert())
        return "no";
    return ssl.is_verified() ? markup("yes, verified by the proxy") : markup("yes, not verified");
}

void write_ssl_rows(html_writer& out, const proxy_ssl& ssl) {
    out.flag_row("Client used TLS", ssl.is_tls());
    out.words_row("Client certificate", certificate_words(ssl));
    out.row_if("TLS version", ssl.version).row_if("Common name", ssl.cn).row_if("Cipher", ssl.cipher);
    out.row_if("Signature", ssl.sig_alg).row_if("Key", ssl.key_alg).row_if("Group", ssl.group);
    out.row_if("Signature scheme", ssl.sig_scheme);
    if (ssl.client_cert)
        write_bytes_row(out, "Certificate (DER)", *ssl.client_cert);
    write_tlv_rows(out, "TLS TLV", ssl.other);
}

void write_cloud_rows(html_writer& out, const proxy_header& header) {
    out.row_if("AWS VPC endpoint", header.aws_vpce);
    if (header.azure_linkid)
        out.number_row("Azure LinkID", *header.azure_linkid);
    if (header.gcp_psc)
        out.number_row("GCP PSC connection", *header.gcp_psc);
}

void write_header_rows(html_writer& out, const proxy_header& header) {
    out.number_row("Version", header.version);
    out.row("Command", header.command == proxy_command::local ? "LOCAL" : "PROXY");
    out.row("Transport", to_string(header.transport));
    write_party_rows(out, header);
    out.words_row("Checksum", header.crc32c ? markup("CRC32C, verified") : markup("none"));
    out.row_if("ALPN", header.alpn).row_if("Authority", header.authority);
    if (header.unique_id) {
        const std::string_view text(reinterpret_cast<const char*>(header.unique_id->data()), header.unique_id->size());
        out.row("Unique id", text);
    }
    if (header.ssl)
        write_ssl_rows(out, *header.ssl);
    out.row_if("Network namespace", header.netns);
    write_cloud_rows(out, header);
    write_tlv_rows(out, "TLV", header.other);
}

void write_certificate(html_writer& out, const tls_certificate& certificate) {
    out.raw("<h3>Client certificate</h3>\n<table>\n");
    if (certificate.verify_error.empty())
        out.words_row("Verified", "yes");
    else
        out.open_row("Verified").raw("no: ").text(certificate.verify_error).close_row();
    out.row("Subject", certificate.subject).row("Issuer", certificate.issuer);
    for (const auto& name : certificate.alternatives)
        out.row("Alternative name", name);
    out.row("Serial", certificate.serial);
    out.row("Valid from", certificate.not_before).row("Valid to", certificate.not_after);
    out.row("SHA-256", certificate.sha256);
    out.raw("</table>\n");
}

} // namespace

void write_proxy_card(html_writer& out, const proxy_header* header, bool believed) {
    out.raw("<section class=\"card\">\n<h2>PROXY header</h2>\n");
    if (header == nullptr) {
        out.raw("<p class=\"none\">The connection began without one.</p>\n</section>\n");
        return;
    }
    write_mark(out, standing_of(believed));
    out.raw("\n<table>\n");
    write_header_rows(out, *header);
    out.raw("</table>\n</section>\n");
}

void write_tls_card(html_writer& out, const tls_view* tls) {
    out.raw("<section class=\"card\">\n<h2>TLS</h2>\n");
    if (tls == nullptr) {
        out.raw("<p class=\"none\">None: plain TCP.</p>\n</section>\n");
        return;
    }
    out.raw("<table>\n").row("Version", tls->version).row("Cipher", tls->cipher);
    out.row_if_known("ALPN", tls->alpn).row_if_known("Server name (SNI)", tls->sni);
    out.flag_row("Resumed", tls->resumed);
    out.raw("</table>\n");
    if (tls->client_certificate)
        write_certificate(out, *tls->client_certificate);
    else
        out.raw("<p class=\"none\">No client certificate.</p>\n");
    out.raw("</section>\n");
}

} // namespace srcip
