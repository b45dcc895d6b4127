#pragma once

#include <srcip/html_writer.hpp>

#include <srcip/client_address.hpp>
#include <srcip/echo_report.hpp>

// The parts of report_html's page, and the words and signs they share.
namespace srcip {

/// How far something is to be believed. Signs and words say it as well as colours.
enum class standing {
    seen,    ///< this server saw it itself
    vouched, ///< a trusted proxy wrote it
    claim,   ///< somebody else did
};

inline standing standing_of(bool vouched) { return vouched ? standing::vouched : standing::claim; }

/// A label: sign and word.
void write_mark(html_writer& out, standing how);

/// The style sheet, between its tags.
extern const std::string_view html_style;
void write_style(std::string& out);

/// Who passed the request on to whom, from the client to this server.
void write_path(html_writer& out, const echo_report& report, const forwarding_headers& forwarding);

/// Forwarded, X-Forwarded-For and X-Real-IP side by side.
void write_forwarding_cards(html_writer& out, const forwarding_headers& forwarding, const evidence_weight& weight);

void write_connection_card(html_writer& out, const echo_report& report);
void write_syn_card(html_writer& out, const connection_view& connection);
void write_proxy_card(html_writer& out, const proxy_header* header, bool believed);
void write_tls_card(html_writer& out, const tls_view* tls);
void write_request_card(html_writer& out, const request_view& request);
void write_headers_card(html_writer& out, const request_view& request);
void write_server_card(html_writer& out, const echo_report& report);

} // namespace srcip
