#include "echoserver/server.hpp"

#include "echoserver/cpu_quota.hpp"
#include "echoserver/descriptors.hpp"
#include "echoserver/tls_certificate.hpp"
#include "echoserver/tls_context.hpp"
#include "echoserver/worker.hpp"

#include <spdlog/spdlog.h>

#include <atomic>
#include <thread>

namespace srcip::echoserver {

class server::impl {
  public:
    impl(const options& settings, const server_identity& identity, open_listeners opened)
        : service_(settings, identity, affordable_connections(settings.max_connections, opened.traffic.size()))
        , traffic_threads_(opened.traffic.size()) {
        const auto threads = static_cast<unsigned>(traffic_threads_);
        for (unsigned thread = 0; thread < threads; ++thread)
            add(std::move(opened.traffic[thread]), thread, threads);
        if (opened.admin.empty() && !opened.udp)
            return;
        add(std::move(opened.admin), 0, 1);
        if (!opened.udp)
            return;
        udp_endpoint_ = opened.udp->endpoint;
        workers_.back()->answer_datagrams(std::move(*opened.udp));
    }

    void start(std::function<void()> on_finished) {
        on_finished_ = std::move(on_finished);
        serving_ = traffic_threads_;
        running_ = workers_.size();
        for (std::size_t i = 0; i < workers_.size(); ++i)
            threads_.emplace_back(&impl::run, this, std::ref(*workers_[i]), i < traffic_threads_);
    }

    void leave() { service_.stage = service_stage::leaving; }

    void drain() {
        service_.grace_end = coarse_now() + service_.grace_period.load();
        service_.stage = service_stage::closing;
        for (std::size_t i = 0; i < traffic_threads_; ++i)
            workers_[i]->drain();
    }

    void abort() {
        service_.stage = service_stage::closing;
        for (auto& worker : workers_)
            worker->abort();
    }

    void join() {
        for (auto& thread : threads_)
            if (thread.joinable())
                thread.join();
    }

    std::optional<ip_endpoint> endpoint(listener_kind kind) const {
        for (const auto& [of, endpoint] : endpoints_)
            if (of == kind)
                return endpoint;
        return {};
    }

    service service_;
    std::optional<ip_endpoint> udp_endpoint_;
    std::size_t traffic_threads_;
    std::vector<std::unique_ptr<worker>> workers_; ///< those of the traffic first

  private:
    void add(std::vector<listening_socket> sockets, unsigned thread, unsigned threads) {
        for (const auto& socket : sockets)
            endpoints_.emplace_back(socket.kind, socket.endpoint);
        workers_.push_back(std::make_unique<worker>(service_, std::move(sockets), thread, threads));
        service_.counters.push_back(&workers_.back()->counters());
    }

    /// The admin port goes when there is nothing left to ask about.
    void run(worker& worker, bool serves_traffic) {
        worker.run();
        if (serves_traffic && --serving_ == 0)
            for (std::size_t i = traffic_threads_; i < workers_.size(); ++i)
                workers_[i]->drain();
        if (--running_ == 0 && on_finished_)
            on_finished_();
    }

    std::vector<std::pair<listener_kind, ip_endpoint>> endpoints_;
    std::vector<std::thread> threads_;
    std::atomic<std::size_t> serving_ = 0;
    std::atomic<std::size_t> running_ = 0;
    std::function<void()> on_finished_;
};

server::server(std::unique_ptr<impl> impl)
    : impl_(std::move(impl)) {}

server::~server() {
    abort();
    join();
}

std::variant<std::unique_ptr<server>, startup_error> server::open(const options& settings,
                                                                  const server_identity& identity) {
    // First: a bad certificate is found before anybody can connect.
    std::unique_ptr<tls_context> tls;
    if (settings.https_port) {
        auto read = tls_context::make(settings.tls, self_signed_names(identity));
        if (!read)
            return startup_error{read.error().text};
        tls = std::move(*read);
    }
    const unsigned threads = settings.threads != 0 ? settings.threads : usable_cpus(read_cpu_facts());
    auto opened = listen_as_chosen(settings, threads);
    if (auto* error = std::get_if<startup_error>(&opened))
        return std::move(*error);
    auto& listeners = std::get<open_listeners>(opened);
    auto made = std::make_unique<impl>(settings, identity, std::move(listeners));
    made->service_.tls = std::move(tls);
    return std::unique_ptr<server>(new server(std::move(made)));
}

std::optional<ip_endpoint> server::endpoint(listener_kind kind) const { return impl_->endpoint(kind); }

std::optional<ip_endpoint> server::udp_endpoint() const { return impl_->udp_endpoint_; }

unsigned server::threads() const { return static_cast<unsigned>(impl_->traffic_threads_); }

void server::start(std::function<void()> on_finished) { impl_->start(std::move(on_finished)); }

void server::leave() { impl_->leave(); }

void server::drain() { impl_->drain(); }

void server::abort() { impl_->abort(); }

void server::join() { impl_->join(); }

const tls_context* server::tls() const { return impl_->service_.tls.get(); }

void server::reload_certificate() {
    if (!impl_->service_.tls)
        return;
    const auto found = impl_->service_.tls->reload_if_changed();
    if (found.result == tls_reload::what::reloaded)
        spdlog::info("{}", found.text);
    if (found.result == tls_reload::what::refused)
        spdlog::error("{}", found.text);
    if (!found.warning.empty())
        spdlog::warn("{}", found.warning);
}

void server::on_exit_wish(std::function<void(const agnhost_exit&)> handler) {
    impl_->service_.on_exit_wish = std::move(handler);
}

void server::set_grace_period(std::chrono::milliseconds period) { impl_->service_.grace_period = period; }

} // namespace srcip::echoserver
