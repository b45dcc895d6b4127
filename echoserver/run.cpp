#include "echoserver/run.hpp"

#include "echoserver/agnhost.hpp"
#include "echoserver/descriptors.hpp"
#include "echoserver/healthcheck.hpp"
#include "echoserver/identity.hpp"
#include "echoserver/lifecycle.hpp"
#include "echoserver/netexec_arguments.hpp"
#include "echoserver/options.hpp"
#include "echoserver/server.hpp"
#include "echoserver/server_log.hpp"
#include "echoserver/tls_context.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <spdlog/spdlog.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <malloc.h>
#include <vector>

namespace srcip::echoserver {
namespace {

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

void tell_about_certificate(const server& server) {
    const auto* tls = server.tls();
    if (tls == nullptr)
        return;
    spdlog::info("{}", tls->summary());
    if (!tls->warning().empty())
        spdlog::warn("{}", tls->warning());
}

/// What one large body took, the next one gets: by default the allocator gives its pages back to the kernel after every
/// large request and faults them in anew for the next, at ten times the cost of the request itself.
void keep_freed_memory() {
    constexpr int kept_bytes = 64 << 20;
    ::mallopt(M_TRIM_THRESHOLD, kept_bytes);
    ::mallopt(M_MMAP_THRESHOLD, kept_bytes / 2);
}

int serve(const options& settings) {
    keep_freed_memory();
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
    server.on_exit_wish([&](const agnhost_exit& wish) {
        boost::asio::post(context, [&until_the_end, wish] { until_the_end.exit(wish); });
    });
    tell_about_certificate(server);
    server.start([&] { boost::asio::post(context, [&] { until_the_end.stop(); }); });
    spdlog::info("listening on {}", where_it_listens(server));
    context.run();
    server.join();
    return until_the_end.exit_code();
}

} // namespace

int run(int argc, const char* const* argv) {
    const auto arguments = translate_netexec(std::vector<std::string>(argv + std::min(argc, 1), argv + argc));
    std::vector<const char*> translated{argc > 0 ? argv[0] : "echoserver"};
    for (const auto& argument : arguments)
        translated.push_back(argument.c_str());
    const auto parsed = parse_options(static_cast<int>(translated.size()), translated.data());
    if (const auto* asked = std::get_if<exit_request>(&parsed)) {
        std::fprintf(asked->code == exit_ok ? stdout : stderr, "%s%s", asked->text.c_str(),
                     asked->text.ends_with('\n') ? "" : "\n");
        return asked->code;
    }
    try {
        if (const auto* check = std::get_if<healthcheck_request>(&parsed))
            return healthcheck(*check);
        const auto& settings = std::get<options>(parsed);
        set_up_server_log(settings.log);
        return serve(settings);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "echoserver: cannot start: %s\n", error.what());
        return exit_failure;
    }
}

} // namespace srcip::echoserver
