#include "echoserver/text_head.hpp"

#include "echoserver/answer_head.hpp"

namespace srcip::echoserver {

void text_heads::make(std::time_t now, std::string_view date) {
    for (const bool keep_alive : {false, true}) {
        auto head = text_answer_head(version_, "text/plain", date);
        head << "Transfer-Encoding: chunked\r\n";
        heads_[keep_alive ? 1 : 0] = head.end(keep_alive).text(); // of one size always: allocates the first time only
    }
    made_ = now;
}

} // namespace srcip::echoserver
