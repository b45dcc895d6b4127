#pragma once

#include "echoserver/options.hpp"

#include <srcip/echo_report.hpp>

#include <boost/system/result.hpp>

#include <functional>
#include <memory>

namespace srcip::echoserver {

/// The whole server: its threads, from listening to drained.
class server {
  public:
    /// Listens; serves nobody yet. The error is that of the listening socket.
    static boost::system::result<std::unique_ptr<server>> open(const options& settings,
                                                               const server_identity& identity);
    /// Drops every connection and waits for the threads.
    ~server();
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    /// Where it listens, with the port that port 0 became.
    ip_endpoint endpoint() const;
    unsigned threads() const;

    /// Starts the threads. `on_finished` is called by the last of them to end.
    void start(std::function<void()> on_finished = {});
    /// Stops accepting; requests in flight finish, at the latest when the grace period ends. Returns at once.
    void drain();
    /// Drops every connection. Returns at once.
    void abort();
    /// Waits until every thread has ended.
    void join();

  private:
    class impl;
    explicit server(std::unique_ptr<impl> impl);
    std::unique_ptr<impl> impl_;
};

} // namespace srcip::echoserver
