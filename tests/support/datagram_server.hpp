#pragma once

#include <srcip/address.hpp>

#include <functional>
#include <string>
#include <thread>

namespace srcip::test {

/// A UDP socket on a free port of 127.0.0.1 that answers each datagram with what `answer` returns, on a thread of its
/// own, until it is destroyed; with nothing when that is empty.
class datagram_server {
  public:
    using answer = std::function<std::string(const std::string& datagram, const ip_endpoint& from)>;
    explicit datagram_server(answer answer);
    ~datagram_server();
    datagram_server(const datagram_server&) = delete;
    datagram_server& operator=(const datagram_server&) = delete;

    ip_endpoint endpoint() const { return endpoint_; }

  private:
    void serve(const answer& answer) const;

    int socket_;
    ip_endpoint endpoint_;
    std::thread thread_;
};

/// A UDP port of 127.0.0.1 on which datagrams are refused while the object lives: the socket that has it speaks to
/// somebody else.
class closed_datagram_port {
  public:
    closed_datagram_port();
    ~closed_datagram_port();
    closed_datagram_port(const closed_datagram_port&) = delete;
    closed_datagram_port& operator=(const closed_datagram_port&) = delete;

    ip_endpoint endpoint() const { return endpoint_; }

  private:
    int socket_;
    ip_endpoint endpoint_;
};

} // namespace srcip::test
