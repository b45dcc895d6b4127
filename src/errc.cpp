#include <srcip/errc.hpp>

#include <string>

namespace srcip {
namespace {

class category final : public boost::system::error_category {
  public:
    const char* name() const noexcept override { return "srcip"; }

    std::string message(int value) const override {
        switch (static_cast<errc>(value)) {
        case errc::bad_address:
            return "not an IPv4 or IPv6 address";
        case errc::bad_port:
            return "not a port (0 to 65535)";
        case errc::bad_prefix_length:
            return "not a prefix length of that address family";
        case errc::truncated:
            return "the input ends too early";
        case errc::bad_syn:
            return "not an IP header followed by a TCP header";
        case errc::not_an_echo:
            return "not the answer of an echo server";
        case errc::bad_report:
            return "a report that does not keep to its schema";
        case errc::proxy_line_too_long:
            return "a PROXY line without CRLF in its first 107 bytes";
        case errc::proxy_bad_line:
            return "a malformed PROXY line";
        case errc::proxy_bad_version:
            return "a PROXY header of an unknown version";
        case errc::proxy_bad_command:
            return "a PROXY header with an unknown command";
        case errc::proxy_bad_family:
            return "a PROXY header with an unknown address family or transport";
        case errc::proxy_too_long:
            return "a PROXY header over 4096 bytes";
        case errc::proxy_short_addresses:
            return "a PROXY header too short for its addresses";
        case errc::proxy_bad_tlv:
            return "a PROXY header with a malformed TLV";
        case errc::proxy_bad_checksum:
            return "a PROXY header whose CRC32C does not fit";
        case errc::proxy_not_encodable:
            return "a PROXY header that cannot be encoded";
        case errc::bad_forwarded:
            return "a malformed Forwarded field";
        case errc::too_many_hops:
            return "a Forwarded field with too many elements";
        }
        return "unknown error";
    }
};

} // namespace

const boost::system::error_category& error_category() noexcept {
    static const category instance;
    return instance;
}

boost::system::error_code make_error_code(errc e) noexcept { return {static_cast<int>(e), error_category()}; }

} // namespace srcip
