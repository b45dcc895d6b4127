#include "echoserver/server.hpp"

#include "echoserver/cpu_quota.hpp"
#include "echoserver/listener.hpp"
#include "echoserver/worker.hpp"

#include <atomic>
#include <thread>
#include <vector>

namespace srcip::echoserver {

class server::impl {
  public:
    impl(const options& settings, const server_identity& identity, listeners opened)
        : settings_(settings)
        , identity_(identity)
        , endpoint_(opened.endpoint) {
        for (auto& socket : opened.sockets)
            workers_.push_back(std::make_unique<worker>(settings_, identity_, std::move(socket), endpoint_));
    }

    void start(std::function<void()> on_finished) {
        on_finished_ = std::move(on_finished);
        running_ = workers_.size();
        for (auto& worker : workers_)
            threads_.emplace_back(&impl::run, this, std::ref(*worker));
    }

    void run(worker& worker) {
        worker.run();
        if (--running_ == 0 && on_finished_)
            on_finished_();
    }

    void join() {
        for (auto& thread : threads_)
            if (thread.joinable())
                thread.join();
    }

    options settings_;
    server_identity identity_;
    ip_endpoint endpoint_;
    std::vector<std::unique_ptr<worker>> workers_;
    std::vector<std::thread> threads_;
    std::atomic<std::size_t> running_ = 0;
    std::function<void()> on_finished_;
};

server::server(std::unique_ptr<impl> impl)
    : impl_(std::move(impl)) {}

server::~server() {
    abort();
    join();
}

boost::system::result<std::unique_ptr<server>> server::open(const options& settings, const server_identity& identity) {
    const unsigned threads = settings.threads != 0 ? settings.threads : usable_cpus(read_cpu_facts());
    auto opened = listen(settings.address, settings.http_port, threads);
    if (!opened)
        return opened.error();
    return std::unique_ptr<server>(new server(std::make_unique<impl>(settings, identity, std::move(*opened))));
}

ip_endpoint server::endpoint() const { return impl_->endpoint_; }

unsigned server::threads() const { return static_cast<unsigned>(impl_->workers_.size()); }

void server::start(std::function<void()> on_finished) { impl_->start(std::move(on_finished)); }

void server::drain() {
    for (auto& worker : impl_->workers_)
        worker->drain();
}

void server::abort() {
    for (auto& worker : impl_->workers_)
        worker->abort();
}

void server::join() { impl_->join(); }

} // namespace srcip::echoserver
