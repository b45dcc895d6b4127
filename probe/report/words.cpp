#include "probe/report/words.hpp"

namespace srcip::probe {

std::string_view to_string(vantage_kind kind) {
    switch (kind) {
    case vantage_kind::outside:
        return "outside";
    case vantage_kind::node:
        return "node";
    case vantage_kind::pod:
        break;
    }
    return "pod";
}

std::string_view to_string(protocol transport) {
    switch (transport) {
    case protocol::tcp:
        return "tcp";
    case protocol::udp:
        return "udp";
    case protocol::sctp:
        break;
    }
    return "sctp";
}

std::string_view to_string(contact how) {
    switch (how) {
    case contact::answered:
        return "answered";
    case contact::timeout:
        return "timeout";
    case contact::refused:
        return "refused";
    case contact::reset:
        return "reset";
    case contact::hang:
        return "hang";
    case contact::not_echo:
        return "not-echo";
    case contact::error:
        break;
    }
    return "error";
}

std::string_view pass_or_fail(promise_outcome outcome) {
    switch (outcome) {
    case promise_outcome::kept:
    case promise_outcome::better:
        return "pass";
    case promise_outcome::broken:
        return "fail";
    case promise_outcome::inconclusive:
        break;
    }
    return "inconclusive";
}

} // namespace srcip::probe
