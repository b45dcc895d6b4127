#include "echoserver/answer_head.hpp"

#include "echoserver/status_line.hpp"

#include <srcip/version.hpp>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string>

namespace srcip::echoserver {

answer_head::answer_head(unsigned status, std::string_view server, std::string_view date,
                         std::string_view content_type) {
    *this << "HTTP/1.1 " << status_line(status) << "\r\nServer: " << server << "\r\nDate: " << date
          << "\r\nContent-Type: " << content_type << "\r\n";
}

std::string_view answer_head::own_name() {
    static const std::string name = "srcip/" + std::string(version());
    return name;
}

answer_head& answer_head::operator<<(std::string_view text) {
    const auto size = std::min(text.size(), bytes_.size() - size_);
    std::memcpy(bytes_.data() + size_, text.data(), size);
    size_ += size;
    return *this;
}

answer_head& answer_head::number(std::size_t value, int base) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value, base).ptr;
    return *this << std::string_view(digits, static_cast<std::size_t>(end - digits));
}

answer_head& answer_head::content_length(std::size_t value) {
    *this << "Content-Length: ";
    return number(value, 10) << "\r\n";
}

answer_head& answer_head::end(bool keep_alive) {
    return *this << (keep_alive ? "Connection: keep-alive\r\n" : "Connection: close\r\n")
                 << "X-Content-Type-Options: nosniff\r\n\r\n";
}

answer_head text_answer_head(text_version version, std::string_view content_type, std::string_view date) {
    const auto server = version == text_version::v1_10 ? "echoserver" : answer_head::own_name();
    return {200, server, date, content_type};
}

} // namespace srcip::echoserver
