#include "echoserver_client.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace srcip::echoserver::testing {
namespace {

void set_option(int socket, int level, int option, int value) {
    ::setsockopt(socket, level, option, &value, sizeof value);
}

std::string_view take_line(std::string_view& text) {
    const auto end = std::min(text.find("\r\n"), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 2, text.size()));
    return line;
}

void read_chunks(std::string_view rest, parsed_answer& out) {
    while (rest.find("\r\n") != rest.npos) {
        const auto size = std::stoul(std::string(take_line(rest)), nullptr, 16);
        if (rest.size() < size + 2)
            return;
        out.body += rest.substr(0, size);
        rest.remove_prefix(size + 2);
        if (size == 0) {
            out.rest = rest;
            out.complete = true;
            return;
        }
    }
}

} // namespace

std::string_view to_string(connection_end end) {
    return end == connection_end::open ? "open" : end == connection_end::eof ? "eof" : "reset";
}

client::client(std::uint16_t port)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    set_option(socket_, IPPROTO_TCP, TCP_NODELAY, 1);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("cannot connect to the server under test");
}

client::~client() {
    if (socket_ >= 0)
        ::close(socket_);
}

bool client::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

void client::shutdown_write() { ::shutdown(socket_, SHUT_WR); }

void client::reset_on_close() {
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

std::string client::read_some(std::size_t most, std::chrono::milliseconds patience) {
    pollfd wait{socket_, POLLIN, 0};
    end_ = connection_end::open;
    if (::poll(&wait, 1, static_cast<int>(patience.count())) <= 0)
        return {};
    std::string bytes(most, '\0');
    const auto size = ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (size <= 0) {
        end_ = size == 0 ? connection_end::eof : connection_end::reset;
        return {};
    }
    bytes.resize(static_cast<std::size_t>(size));
    return bytes;
}

std::size_t client::read_into(std::span<char> buffer) {
    const auto size = ::recv(socket_, buffer.data(), buffer.size(), 0);
    return size > 0 ? static_cast<std::size_t>(size) : 0;
}

std::string client::read_all(std::chrono::milliseconds patience) {
    std::string out;
    for (auto bytes = read_some(65536, patience); !bytes.empty(); bytes = read_some(65536, patience))
        out += bytes;
    return out;
}

std::string parsed_answer::header(std::string_view name) const {
    const auto found =
        std::find_if(headers.begin(), headers.end(), [name](const auto& field) { return field.first == name; });
    return found == headers.end() ? std::string() : found->second;
}

unsigned parsed_answer::code() const {
    return status.size() < 12 ? 0 : static_cast<unsigned>(std::stoul(status.substr(9, 3)));
}

parsed_answer parse_answer(std::string_view bytes, bool to_head) {
    parsed_answer out;
    const auto head_end = bytes.find("\r\n\r\n");
    if (head_end == bytes.npos)
        return out;
    auto head = bytes.substr(0, head_end + 2);
    auto rest = bytes.substr(head_end + 4);
    out.status = take_line(head);
    while (!head.empty()) {
        const auto line = take_line(head);
        const auto colon = line.find(": ");
        out.headers.emplace_back(line.substr(0, colon), line.substr(std::min(colon + 2, line.size())));
    }
    if (out.header("Transfer-Encoding") == "chunked") {
        read_chunks(rest, out);
        return out;
    }
    const auto length = out.header("Content-Length");
    const std::size_t size = length.empty() || to_head ? 0 : std::stoul(length);
    out.complete = rest.size() >= size;
    out.body = rest.substr(0, size);
    out.rest = rest.substr(std::min(size, rest.size()));
    return out;
}

parsed_answer read_answer(client& from, std::string& buffered, bool to_head) {
    while (true) {
        auto answer = parse_answer(buffered, to_head);
        if (answer.complete) {
            buffered = answer.rest;
            return answer;
        }
        const auto more = from.read_some();
        if (more.empty())
            return answer;
        buffered += more;
    }
}

} // namespace srcip::echoserver::testing
