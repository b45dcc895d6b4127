#include "echoserver/handler.hpp"
#include "echoserver/negotiation.hpp"
#include "echoserver/session.hpp"

namespace srcip::echoserver {

void session::count(unsigned status) {
    auto& requests = environment_.counters.requests;
    requests[status < requests.size() ? status : 0].add();
}

void session::answer(bool with_continue) {
    ++requests_;
    const bool keep_alive = workspace_->parser.keep_alive() && !is_leaving();
    count(answer_echo(keep_alive));
    if (with_continue)
        prepend_continue(workspace_->out);
    phase_ = phase::writing;
    after_write_ = keep_alive ? after_write::next_request : after_write::close;
}

unsigned session::answer_echo(bool keep_alive) {
    const auto& settings = environment_.shared.settings;
    echo_report report;
    facts_.describe(report);
    report.connection.request_number = requests_;
    report.request = workspace_->parser.request();
    report.server = &environment_.shared.identity;
    report.listening_port = entrance_.port;
    const answer_context context{keep_alive, settings.strict_1_4, environment_.clock.date()};
    if (wants_json(report.request.headers)) {
        facts_.describe_fully(socket().native_handle(), report);
        answer_json(report, context, workspace_->out);
    } else
        answer_text(report, context, workspace_->out);
    return 200;
}

void session::refuse(const refusal& why) {
    count(why.status);
    answer_refusal(why, workspace_->parser.request().method, environment_.clock.date(), workspace_->out);
    phase_ = phase::writing;
    after_write_ = after_write::linger;
    // The client of a body that is too long is still sending it; nginx keeps its side open meanwhile.
    half_close_ = why.status != 413;
    const auto missing = workspace_->parser.body_bytes_missing();
    linger_bytes_ = why.status == 413 && missing > 0 ? missing : UINT64_MAX;
}

void session::turn_away() {
    take_workspace();
    refuse({503, false});
}

} // namespace srcip::echoserver
