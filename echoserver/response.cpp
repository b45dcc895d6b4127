#include "echoserver/response.hpp"

#include <cstring>

namespace srcip::echoserver {
namespace {

constexpr std::size_t usual_capacity = 8192;
constexpr std::size_t kept_capacity = 65536;

} // namespace

response::response() {
    bytes_.reserve(usual_capacity);
    bytes_.resize(gap);
}

void response::prepend(std::string_view text) {
    if (text.size() > begin_) {
        bytes_.insert(begin_, text.size() - begin_, '\0');
        begin_ = text.size();
    }
    begin_ -= text.size();
    std::memcpy(bytes_.data() + begin_, text.data(), text.size());
}

void response::clear() {
    bytes_.resize(gap);
    begin_ = gap;
}

void response::shrink() {
    if (bytes_.capacity() > kept_capacity)
        *this = response();
    else
        clear();
}

} // namespace srcip::echoserver
