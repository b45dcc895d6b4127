#pragma once

#include "probe/kube/byte_stream.hpp"
#include "probe/kube/connection.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace srcip::probe::kube {

/// Everything one exchange needs besides its stream.
struct exchange_state {
    std::string about;
    connection_limits limits;
    /// What has come and was not parsed yet. Bounded: a line without an end does not fill the memory.
    std::vector<char> buffer = std::vector<char>(std::size_t{64} << 10U);
    std::size_t buffered = 0;
    bool reused = false;     ///< an earlier answer came over this connection
    bool keep_alive = false; ///< after the exchange: whether another may follow
};

/// The text of a GET. `target` is what stands in the request line; `fields` are further lines that end in CRLF.
std::string make_get(const endpoint& where, const std::string& target, const std::string& fields);

/// Sends a request and reads its answer, within the state's request_timeout. Interim answers (1xx) are passed over, a
/// few of them. All pointers must outlive it.
boost::asio::awaitable<exchange_result> exchange(byte_stream* stream, exchange_state* state, std::string request,
                                                 body_sink* sink);

} // namespace srcip::probe::kube
