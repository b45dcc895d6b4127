#pragma once

#include <srcip/proxy_protocol.hpp>

#include <span>
#include <string>

// A decoding in the words of tests/vectors/proxy_protocol.tsv.
namespace srcip::testing {

inline std::string to_hex(std::span<const std::uint8_t> bytes) {
    std::string out;
    for (const auto byte : bytes)
        for (const auto digit : {byte >> 4, byte & 15})
            out += "0123456789abcdef"[digit];
    return out;
}

inline void append_text(std::string& out, std::string_view name, const std::optional<std::string>& value) {
    if (value)
        out.append(" ").append(name).append("=").append(*value);
}

inline void append_tlvs(std::string& out, const std::string& prefix, const std::vector<proxy_tlv>& tlvs) {
    for (const auto& tlv : tlvs)
        out += ' ' + prefix + "0x" + to_hex(std::span(&tlv.type, 1)) + '=' + to_hex(tlv.value);
}

inline void append_ssl(std::string& out, const proxy_ssl& ssl) {
    append_text(out, "ssl.version", ssl.version);
    append_text(out, "ssl.cn", ssl.cn);
    append_text(out, "ssl.cipher", ssl.cipher);
    append_text(out, "ssl.sig_alg", ssl.sig_alg);
    append_text(out, "ssl.key_alg", ssl.key_alg);
    append_text(out, "ssl.group", ssl.group);
    append_text(out, "ssl.sig_scheme", ssl.sig_scheme);
    if (ssl.client_cert)
        out += " ssl.client_cert=" + to_hex(*ssl.client_cert);
    append_tlvs(out, "ssl.", ssl.other);
    out += ssl.is_verified() ? " ssl.verified=yes" : " ssl.verified=no";
}

inline std::string describe(const proxy_header& header) {
    if (!header.tcp_source())
        return "local";
    auto out = "proxied " + std::string(to_string(header.transport)) + ' ' + header.source.to_string() + ' ' +
               header.destination.to_string();
    out += header.crc32c ? " crc32c=ok" : "";
    append_text(out, "alpn", header.alpn);
    append_text(out, "authority", header.authority);
    if (header.unique_id)
        out += " unique_id=" + to_hex(*header.unique_id);
    if (header.ssl)
        append_ssl(out, *header.ssl);
    append_text(out, "netns", header.netns);
    append_text(out, "aws.vpce", header.aws_vpce);
    if (header.azure_linkid)
        out += " azure.linkid=" + std::to_string(*header.azure_linkid);
    if (header.gcp_psc)
        out += " gcp.psc=" + std::to_string(*header.gcp_psc);
    append_tlvs(out, "", header.other);
    return out;
}

inline std::string describe(const proxy_decoding& decoding) {
    switch (decoding.state) {
    case proxy_decoding_state::absent:
        return "absent";
    case proxy_decoding_state::need_more:
        return "need-more";
    case proxy_decoding_state::rejected:
        return "reject";
    case proxy_decoding_state::done:
        return describe(decoding.header.value());
    }
    return "no state";
}

} // namespace srcip::testing
