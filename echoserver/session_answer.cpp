#include "echoserver/admin.hpp"
#include "echoserver/agnhost.hpp"
#include "echoserver/handler.hpp"
#include "echoserver/metrics_text.hpp"
#include "echoserver/negotiation.hpp"
#include "echoserver/session.hpp"
#include "echoserver/socket_facts.hpp"
#include "echoserver/tls_stream.hpp"

#include <srcip/version.hpp>

namespace srcip::echoserver {

void session::count(unsigned status) {
    status_ = status;
    auto& requests = environment_.counters.requests;
    requests[status < requests.size() ? status : 0].add();
}

void session::answer(bool with_continue) {
    ++requests_;
    const bool keep_alive = workspace_->parser.keep_alive() && !is_leaving();
    if (entrance_.kind == listener_kind::admin)
        count(answer_admin(keep_alive));
    else if (const auto status = answer_compatibly(keep_alive))
        count(*status);
    else
        count(answer_echo(keep_alive));
    if (with_continue)
        prepend_continue(workspace_->out);
    start_writing(keep_alive ? after_write::next_request : after_write::close);
}

unsigned session::answer_admin(bool keep_alive) {
    const auto& shared = environment_.shared;
    const auto request = workspace_->parser.request();
    const bool leaving = is_leaving();
    admin_state state{.draining = leaving};
    state.metrics = [&shared, leaving] {
        const server_facts facts{version(), leaving, shared.requests->dropped(), shared.requests->suppressed()};
        return metrics_text(shared.counters, facts, read_process_facts());
    };
    const auto found = srcip::echoserver::answer_admin(request.method, request.target, state);
    const plain_answer what{found.status, found.content_type, found.body, found.allow.empty() ? "" : "Allow",
                            found.allow};
    answer_plain(what, request.method, {keep_alive, false, environment_.clock.date()}, workspace_->out);
    return found.status;
}

/// Nothing when the echo is the answer.
std::optional<unsigned> session::answer_compatibly(bool keep_alive) {
    const auto& settings = environment_.shared.settings;
    if (settings.compat != compatibility::agnhost)
        return {};
    const auto request = workspace_->parser.request();
    const agnhost_situation situation{
        .peer = facts_.peer(),
        .local = read_local_endpoint(handle()),
        .server = environment_.shared.identity,
        .state = is_leaving() ? readiness::shutting_down : readiness::ready,
        .since_epoch = std::chrono::system_clock::now().time_since_epoch(),
        .since_start = std::chrono::steady_clock::now() - environment_.shared.started,
        .asks_for_report = wanted_form(request.headers) != answer_form::text,
        .may_exit = settings.agnhost.allow_exit,
        .override_target = settings.agnhost.http_override,
    };
    auto found = answer_agnhost(request, situation);
    if (!found)
        return {};
    if (found->exit)
        exit_wish_ = std::make_unique<agnhost_exit>(*found->exit);
    const plain_answer what{found->status, found->content_type, found->body, found->location.empty() ? "" : "Location",
                            found->location};
    answer_plain(what, request.method, {keep_alive, false, environment_.clock.date()}, workspace_->out);
    return found->status;
}

unsigned session::answer_echo(bool keep_alive) {
    const auto& settings = environment_.shared.settings;
    echo_report report;
    facts_.describe(report);
    report.connection.request_number = requests_;
    report.request = workspace_->parser.request();
    report.request.scheme = entrance_.kind == listener_kind::https ? "https" : "http";
    report.server = &environment_.shared.identity;
    report.listening_port = entrance_.port;
    auto form = wanted_form(report.request.headers);
    if (form == answer_form::html && settings.strict_1_4)
        form = answer_form::text; // browsers got the text, too
    auto& clock = environment_.clock;
    const auto date = clock.date();
    const answer_context context{keep_alive, settings.strict_1_4, date, settings.text,
                                 environment_.heads.ready(keep_alive, clock.second(), date)};
    auto& out = workspace_->out;
    if (form == answer_form::text && !facts_.peer_is_trusted())
        answer_text(report, context, out); // nobody's word counts, and nobody wants to see it
    else
        answer_with_evidence(report, form, context);
    traffic_counters::at(environment_.counters.client_address_from, report.client_address_from).add();
    return 200;
}

void session::answer_with_evidence(echo_report& report, answer_form form, const answer_context& context) {
    const auto& trust = environment_.shared.settings.trust;
    const auto fields = read_forwarding(report.request.headers);
    const auto& peer = facts_.peer().address;
    const auto found = find_client_address(peer, report.proxy, fields, trust);
    report.client_address = found.address;
    report.client_address_from = found.from;
    report.contradiction = found.contradiction;
    environment_.counters.contradictions.add(found.contradiction ? 1 : 0);
    if (form == answer_form::text)
        return answer_text(report, context, workspace_->out);
    report.forwarding = &fields;
    report.weight = weigh_evidence(peer, report.proxy, fields, trust);
    if (const auto* tls = transport_.tls(); tls != nullptr && facts_.tls() == nullptr)
        facts_.set_tls(tls->facts());
    facts_.describe_fully(handle(), report);
    report.tls = facts_.tls();
    if (form == answer_form::json)
        answer_json(report, context, workspace_->out);
    else
        answer_html(report, context, workspace_->out);
}

void session::refuse(const refusal& why) {
    ++requests_;
    count(why.status);
    answer_refusal(why, workspace_->parser.request().method, environment_.clock.date(), workspace_->out);
    start_writing(after_write::linger);
    // The client of a body that is too long is still sending it; nginx keeps its side open meanwhile.
    half_close_ = why.status != 413;
    const auto missing = workspace_->parser.body_bytes_missing();
    linger_bytes_ = why.status == 413 && missing > 0 ? missing : UINT64_MAX;
}

void session::turn_away() {
    take_workspace();
    refuse({503, false});
    ++environment_.turned_away; // last: a constructor that throws has no destructor to count it back
}

} // namespace srcip::echoserver
