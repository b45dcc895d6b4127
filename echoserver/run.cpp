#include "echoserver/run.hpp"

#include "echoserver/descriptors.hpp"
#include "echoserver/healthcheck.hpp"
#include "echoserver/identity.hpp"
#include "echoserver/lifecycle.hpp"
#include "echoserver/options.hpp"
#include "echoserver/server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdio>

namespace srcip::echoserver {
namespace {

void log_to_stderr() {
    auto logger = spdlog::stderr_logger_mt("echoserver");
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    logger->flush_on(spdlog::level::info);
    spdlog::set_default_logger(std::move(logger));
}

std::string where_it_listens(const server& server) {
    std::string out;
    const auto add = [&out](const std::optional<ip_endpoint>& endpoint, std::string_view what) {
        if (endpoint)
            out += endpoint->to_string() + ' ' + std::string(what) + ", ";
    };
    add(server.endpoint(listener_kind::http), "http");
    add(server.endpoint(listener_kind::https), "https");
    add(server.udp_endpoint(), "udp");
    add(server.endpoint(listener_kind::admin), "admin");
    return out + std::to_string(server.threads()) + (server.threads() == 1 ? " thread" : " threads");
}

int serve(const options& settings) {
    std::signal(SIGPIPE, SIG_IGN);
    raise_descriptor_limit();
    boost::asio::io_context context(1);
    auto opened = server::open(settings, read_identity());
    if (const auto* error = std::get_if<startup_error>(&opened)) {
        std::fprintf(stderr, "echoserver: %s\n", error->text.c_str());
        return exit_failure;
    }
    auto& server = *std::get<0>(opened);
    lifecycle until_the_end(context, server, settings.drain_delay);
    server.start([&] { boost::asio::post(context, [&] { until_the_end.stop(); }); });
    spdlog::info("listening on {}", where_it_listens(server));
    context.run();
    server.join();
    return exit_ok;
}

} // namespace

int run(int argc, const char* const* argv) {
    const auto parsed = parse_options(argc, argv);
    if (const auto* asked = std::get_if<exit_request>(&parsed)) {
        std::fprintf(asked->code == exit_ok ? stdout : stderr, "%s%s", asked->text.c_str(),
                     asked->text.ends_with('\n') ? "" : "\n");
        return asked->code;
    }
    try {
        if (const auto* check = std::get_if<healthcheck_request>(&parsed))
            return healthcheck(*check);
        log_to_stderr();
        return serve(std::get<options>(parsed));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "echoserver: cannot start: %s\n", error.what());
        return exit_failure;
    }
}

} // namespace srcip::echoserver
