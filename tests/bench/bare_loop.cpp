// What a server on epoll cannot do without: wait, read, send. It answers whatever arrives with the same bytes, parses
// nothing and keeps nothing, so its cost is the kernel's. Whatever another server takes beyond it is its own.
//
// usage: bare_loop PORT ANSWER keep-alive|close
//
// Listens on 127.0.0.1. ANSWER is a file: head and body, sent as they are. Each read is taken for one request, which
// holds for a client that does not pipeline and whose requests fit one segment.

#include <arpa/inet.h>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

struct loop {
    int epoll = -1;
    int listener = -1;
    std::string answer;
    bool close_after_answer = false;
};

[[noreturn]] void give_up(const char* what) {
    std::perror(what);
    std::exit(1);
}

void watch(const loop& self, int handle) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = handle;
    if (::epoll_ctl(self.epoll, EPOLL_CTL_ADD, handle, &event) != 0)
        give_up("epoll_ctl");
}

int listen_on(std::uint16_t port) {
    const int handle = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(handle, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    ::setsockopt(handle, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); // accepted sockets inherit it
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(handle, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        give_up("bind");
    if (::listen(handle, 4096) != 0)
        give_up("listen");
    return handle;
}

void accept_all(const loop& self) {
    while (true) {
        const int handle = ::accept4(self.listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (handle < 0)
            return;
        watch(self, handle);
    }
}

/// An answer that does not fit the socket's buffer is sent with waiting: nobody measures such sizes here.
bool send_all(int handle, const std::string& bytes) {
    for (std::size_t sent = 0; sent < bytes.size();) {
        const ssize_t size = ::send(handle, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (size < 0)
            return false;
        sent += static_cast<std::size_t>(size);
    }
    return true;
}

void answer(const loop& self, int handle) {
    char request[16384];
    const bool answered =
        ::recv(handle, request, sizeof request, 0) > 0 && send_all(handle, self.answer) && !self.close_after_answer;
    if (!answered)
        ::close(handle);
}

[[noreturn]] void run(const loop& self) {
    while (true) {
        epoll_event events[128];
        const int count = ::epoll_wait(self.epoll, events, 128, -1);
        for (int i = 0; i < count; ++i) {
            if (events[i].data.fd == self.listener)
                accept_all(self);
            else
                answer(self, events[i].data.fd);
        }
    }
}

std::string contents(const char* path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fprintf(stderr, "usage: bare_loop PORT ANSWER keep-alive|close\n");
        return 2;
    }
    loop self;
    self.answer = contents(argv[2]);
    self.close_after_answer = std::strcmp(argv[3], "close") == 0;
    if (self.answer.empty())
        give_up(argv[2]);
    self.epoll = ::epoll_create1(EPOLL_CLOEXEC);
    self.listener = listen_on(static_cast<std::uint16_t>(std::strtoul(argv[1], nullptr, 10)));
    watch(self, self.listener);
    run(self);
}
