#include "echoserver/handler.hpp"
#include "echoserver/proxy_preface.hpp"
#include "echoserver/session.hpp"
#include "echoserver/tls_stream.hpp"

#include <spdlog/spdlog.h>

namespace srcip::echoserver {

std::optional<session::step> session::read_preface() {
    take_workspace();
    preface judged;
    if (const auto wait = judge_preface(judged))
        return wait;
    if (judged.is == preface::state::settled)
        settle_preface(judged);
    else if (judged.is == preface::state::refused)
        refuse_connection(judged);
    return {};
}

/// Bytes of plain HTTP may be read with the header; those of TLS must stay in the socket, where OpenSSL looks for them.
std::optional<session::step> session::judge_preface(preface& judged) {
    if (entrance_.kind == listener_kind::https)
        return peek_preface(judged);
    judged = srcip::echoserver::read_preface(environment_.shared.settings.proxy, workspace_->parser.buffered());
    return judged.is == preface::state::need_more ? fill() : std::nullopt;
}

std::optional<session::step> session::peek_preface(preface& judged) {
    const auto mode = environment_.shared.settings.proxy;
    auto& parser = workspace_->parser;
    const auto taken = parser.buffered().size();
    const auto room = parser.prepare();
    std::size_t seen = 0;
    if (mode != proxy_mode::off) {
        const auto peek = transport_.peek_some(room);
        if (peek.status != io_status::done) {
            if (taken == 0 && is_closing())
                phase_ = phase::closed;
            return wait_or_close(peek);
        }
        seen = peek.bytes;
    }
    judged = srcip::echoserver::read_preface(mode, {room.data() - taken, taken + seen});
    if (judged.is == preface::state::settled && judged.header_bytes < taken)
        judged = {preface::state::refused, 0, proxy_outcome::rejected}; // began as a header, and is no TLS either
    const auto due = judged.is == preface::state::need_more ? seen : judged.header_bytes - taken;
    if (judged.is == preface::state::refused || due == 0)
        return {};
    const auto read = transport_.read_some(room.first(due));
    if (read.status != io_status::done || read.bytes != due) {
        phase_ = phase::closed;
        return step::finished;
    }
    parser.commit(due);
    return {};
}

void session::settle_preface(preface& judged) {
    const auto& settings = environment_.shared.settings;
    if (settings.proxy != proxy_mode::off)
        traffic_counters::at(environment_.counters.proxy, judged.outcome).add();
    workspace_->parser.discard(judged.header_bytes);
    if (judged.header)
        facts_.set_proxy(std::move(judged.header));
    waiting_ = wait_kind::none;
    phase_ = phase::reading;
    if (entrance_.kind != listener_kind::https)
        return;
    transport_.start_tls(*environment_.shared.tls);
    phase_ = phase::handshake;
}

void session::refuse_connection(preface& judged) {
    traffic_counters::at(environment_.counters.proxy, judged.outcome).add();
    phase_ = phase::closed;
    if (!environment_.refusals.allows(coarse_now()))
        return;
    const auto why = judged.outcome == proxy_outcome::missing
                         ? std::string("no PROXY header came first; --proxy-protocol=detect would serve it")
                         : "broken PROXY header: " + (judged.error ? judged.error.message() : "neither one nor TLS");
    spdlog::warn("{}: connection closed: {}", facts_.peer().to_string(), why);
}

std::optional<session::step> session::handshake() {
    const auto result = transport_.handshake();
    switch (result.status) {
    case io_status::done:
        phase_ = phase::reading;
        waiting_ = wait_kind::none;
        return {};
    case io_status::failed:
        handshake_failed();
        return {};
    default: // a client that ends without a word is some balancer's health check
        return wait_or_close(result);
    }
}

void session::handshake_failed() {
    environment_.counters.failed_handshakes.add();
    phase_ = phase::closed;
    if (environment_.refusals.allows(coarse_now()))
        spdlog::info("{}: TLS handshake failed: {}", facts_.peer().to_string(), transport_.tls()->last_error());
    if (!transport_.tls()->spoke_http())
        return;
    transport_.give_up_tls();
    take_workspace();
    refuse({400, false});
}

} // namespace srcip::echoserver
