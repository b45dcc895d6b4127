#include "echoserver/run.hpp"

#include "echoserver/healthcheck.hpp"
#include "echoserver/identity.hpp"
#include "echoserver/options.hpp"
#include "echoserver/server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace srcip::echoserver {
namespace {

/// SIGTERM and SIGINT: the first drains, the second ends the program on the spot.
class signal_watch {
  public:
    signal_watch(boost::asio::io_context& context, server& server)
        : signals_(context, SIGTERM, SIGINT)
        , server_(server) {
        wait();
    }

    void stop() { signals_.cancel(); }

  private:
    void wait() {
        signals_.async_wait([this](const boost::system::error_code& error, int signal) {
            if (!error)
                on_signal(signal);
        });
    }

    void on_signal(int signal) {
        if (draining_)
            std::_Exit(128 + signal);
        draining_ = true;
        spdlog::info("stopping: requests in flight may finish, another signal ends them");
        server_.drain();
        wait();
    }

    boost::asio::signal_set signals_;
    server& server_;
    bool draining_ = false;
};

void log_to_stderr() {
    auto logger = spdlog::stderr_logger_mt("echoserver");
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    logger->flush_on(spdlog::level::info);
    spdlog::set_default_logger(std::move(logger));
}

std::string where(const options& settings) {
    const auto address = settings.address.value_or(ip_address(ip_address::v6_bytes{}));
    return ip_endpoint{address, settings.http_port}.to_string();
}

std::string_view remedy(const boost::system::error_code& error) {
    switch (error.value()) {
    case EADDRINUSE:
        return "stop the other program or choose another port with --http-port";
    case EACCES:
    case EPERM:
        return "ports below 1024 need the capability NET_BIND_SERVICE; choose a higher one with --http-port";
    case EADDRNOTAVAIL:
        return "choose an address of this host with --address";
    default:
        return "check --address, --http-port and --threads";
    }
}

int serve(const options& settings) {
    std::signal(SIGPIPE, SIG_IGN);
    boost::asio::io_context context(1);
    auto opened = server::open(settings, read_identity());
    if (!opened) {
        std::fprintf(stderr, "echoserver: cannot listen on %s: %s; %s\n", where(settings).c_str(),
                     opened.error().message().c_str(), remedy(opened.error()).data());
        return exit_failure;
    }
    auto& server = **opened;
    signal_watch signals(context, server);
    server.start([&] { boost::asio::post(context, [&] { signals.stop(); }); });
    spdlog::info("listening on {}, {} thread{}", server.endpoint().to_string(), server.threads(),
                 server.threads() == 1 ? "" : "s");
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
