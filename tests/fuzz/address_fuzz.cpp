#include "fuzz.hpp"

#include <srcip/cidr.hpp>

using namespace srcip;

/// What parses prints as text that parses to the same.
template <class Value>
void check(std::string_view text) {
    if (const auto value = Value::parse(text)) {
        const auto again = Value::parse(value->to_string());
        fuzz::require(again.has_value() && *again == *value);
    }
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::as_text(data, size);
    check<ip_address>(text);
    check<ip_endpoint>(text);
    check<cidr>(text);
    if (const auto network = cidr::parse(text))
        fuzz::require(network->contains(network->network()));
    return 0;
}
