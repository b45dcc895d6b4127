#include "echoserver/server.hpp"

#include "echoserver/cpu_quota.hpp"
#include "echoserver/descriptors.hpp"
#include "echoserver/worker.hpp"

#include <atomic>
#include <thread>

namespace srcip::echoserver {

class server::impl {
  public:
    impl(const options& settings, const server_identity& identity, open_listeners opened)
        : service_(settings, identity, affordable_connections(settings.max_connections, opened.traffic.size()))
        , traffic_threads_(opened.traffic.size()) {
        for (auto& sockets : opened.traffic)
            add(std::move(sockets));
        if (!opened.admin.empty())
            add(std::move(opened.admin));
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
    std::size_t traffic_threads_;
    std::vector<std::unique_ptr<worker>> workers_; ///< those of the traffic first

  private:
    void add(std::vector<listening_socket> sockets) {
        for (const auto& socket : sockets)
            endpoints_.emplace_back(socket.kind, socket.endpoint);
        workers_.push_back(std::make_unique<worker>(service_, std::move(sockets)));
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
    const unsigned threads = settings.threads != 0 ? settings.threads : usable_cpus(read_cpu_facts());
    auto opened = listen_as_chosen(settings, threads);
    if (auto* error = std::get_if<startup_error>(&opened))
        return std::move(*error);
    auto& listeners = std::get<open_listeners>(opened);
    return std::unique_ptr<server>(new server(std::make_unique<impl>(settings, identity, std::move(listeners))));
}

std::optional<ip_endpoint> server::endpoint(listener_kind kind) const { return impl_->endpoint(kind); }

std::optional<ip_endpoint> server::udp_endpoint() const { return {}; }

unsigned server::threads() const { return static_cast<unsigned>(impl_->traffic_threads_); }

void server::start(std::function<void()> on_finished) { impl_->start(std::move(on_finished)); }

void server::leave() { impl_->leave(); }

void server::drain() { impl_->drain(); }

void server::abort() { impl_->abort(); }

void server::join() { impl_->join(); }

void server::reload_certificate() {}

} // namespace srcip::echoserver
