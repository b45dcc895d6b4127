#include "fuzz.hpp"

#include <srcip/echo_answer.hpp>

using namespace srcip;

/// An address comes out only of the text that stands for it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto answer = read_echo_answer(fuzz::as_text(data, size));
    if (answer && answer->client_address)
        fuzz::require(!answer->client_address_text.empty());
    return 0;
}
