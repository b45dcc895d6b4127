#include <srcip/report_html.hpp>

#include "report_html_parts.hpp"

#include <srcip/version.hpp>

namespace srcip {
namespace {

bool has_claims(const echo_report& report, const forwarding_headers& forwarding) {
    return report.proxy != nullptr || !forwarding.forwarded_lines.empty() ||
           !forwarding.x_forwarded_for_lines.empty() || !forwarding.x_real_ip_lines.empty();
}

markup why_the_peer(bool trusted, bool claims) {
    if (!trusted && !claims)
        return "The other end of the TCP connection.";
    if (!trusted)
        return "The other end of the TCP connection. It is not a trusted proxy: whom it claims to speak for does not "
               "count.";
    if (!claims)
        return "The other end of the TCP connection. It is a trusted proxy, but it did not say for whom it speaks.";
    return "The other end of the TCP connection. It is a trusted proxy, but named nobody who can be believed.";
}

markup why(const echo_report& report, const forwarding_headers& forwarding) {
    switch (report.client_address_from) {
    case client_address_source::peer:
        return why_the_peer(report.peer_is_trusted, has_claims(report, forwarding));
    case client_address_source::proxy_protocol:
        return "The source in the <b>PROXY header</b>, which a trusted proxy sent.";
    case client_address_source::forwarded:
        return "A hop of <b>Forwarded</b>, which a trusted proxy wrote.";
    case client_address_source::x_forwarded_for:
        return "A hop of <b>X-Forwarded-For</b>, which a trusted proxy wrote.";
    case client_address_source::x_real_ip:
        return "The address in <b>X-Real-IP</b>, which a trusted proxy wrote.";
    }
    return "";
}

void write_head(html_writer& page, const std::string& address, std::string& out) {
    page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<meta name=\"color-scheme\" content=\"light dark\">\n"
             "<title>")
        .text(address)
        .raw(" – what this server saw</title>\n<style>");
    write_style(out);
    page.raw("</style>\n</head>\n");
}

void write_lead(html_writer& page, const echo_report& report, const std::string& address,
                const forwarding_headers& forwarding) {
    page.raw("<header>\n<h1><span>Client address</span> ").address(address).raw("</h1>\n<p>");
    page.raw(why(report, forwarding)).raw("</p>\n");
    if (report.contradiction)
        page.raw(
            "<p class=\"warning\"><b><span aria-hidden=\"true\">⚠ </span>Contradiction:</b> the forwarding fields of "
            "a trusted proxy cannot all be right. One of them may be the client’s own forgery, so none was "
            "believed.</p>\n");
    page.raw("</header>\n");
}

void write_footer(html_writer& page) {
    page.raw("<footer><p>srcip echoserver ").text(version());
    page.raw(". The same as JSON: ask with <code>Accept: application/json</code>.</p></footer>\n");
}

void write_page(html_writer& page, const echo_report& report, const forwarding_headers& forwarding, std::string& out) {
    const auto address = report.client_address.to_string();
    write_head(page, address, out);
    page.raw("<body>\n<main>\n");
    write_lead(page, report, address, forwarding);
    write_path(page, report, forwarding);
    page.raw("<section class=\"wide\" aria-labelledby=\"fields\">\n<h2 id=\"fields\">Forwarding fields</h2>\n");
    write_forwarding_cards(page, forwarding, report.weight);
    page.raw("</section>\n<div class=\"columns\">\n");
    write_connection_card(page, report);
    write_proxy_card(page, report.proxy, report.weight.proxy_protocol);
    write_tls_card(page, report.tls);
    write_syn_card(page, report.connection);
    write_request_card(page, report.request);
    write_server_card(page, report);
    page.raw("</div>\n");
    write_headers_card(page, report.request);
    page.raw("</main>\n");
    write_footer(page);
    page.raw("</body>\n</html>\n");
}

} // namespace

void write_mark(html_writer& out, standing how) {
    switch (how) {
    case standing::seen:
        out.raw("<span class=\"mark seen\"><span aria-hidden=\"true\">● </span>seen</span>");
        return;
    case standing::vouched:
        out.raw("<span class=\"mark vouched\"><span aria-hidden=\"true\">✓ </span>vouched for</span>");
        return;
    case standing::claim:
        out.raw("<span class=\"mark claim\"><span aria-hidden=\"true\">? </span>claim</span>");
        return;
    }
}

void append_html(const echo_report& report, std::string& out) {
    html_writer page(out);
    if (report.forwarding != nullptr)
        write_page(page, report, *report.forwarding, out);
    else
        write_page(page, report, read_forwarding(report.request.headers), out);
}

} // namespace srcip
