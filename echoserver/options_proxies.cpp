#include "echoserver/option_readers.hpp"
#include "echoserver/option_table.hpp"

namespace srcip::echoserver {
namespace {

constexpr choice<proxy_mode> proxy_modes[]{
    {"detect", proxy_mode::detect},
    {"require", proxy_mode::require},
    {"off", proxy_mode::off},
};

struct trusted_field {
    std::string_view name;
    bool address_trust::*chosen;
};

constexpr trusted_field trusted_fields[]{
    {"forwarded", &address_trust::forwarded},
    {"x-forwarded-for", &address_trust::x_forwarded_for},
    {"x-real-ip", &address_trust::x_real_ip},
};

bool read_trusted_field(options& into, std::string_view text) {
    for (const auto& field : trusted_fields) {
        if (text != field.name)
            continue;
        into.trust.*field.chosen = true;
        return true;
    }
    return false;
}

void clear_trusted_fields(options& into) {
    for (const auto& field : trusted_fields)
        into.trust.*field.chosen = false;
}

std::vector<std::string> write_trusted_fields(const options& from) {
    std::vector<std::string> texts;
    for (const auto& field : trusted_fields)
        if (from.trust.*field.chosen)
            texts.emplace_back(field.name);
    return texts;
}

/// The fields are switches in the struct and a list everywhere else.
option_entry trusted_fields_option() {
    option_entry out;
    out.name = "trusted-fields";
    out.metavar = "LIST";
    out.help = "Which of forwarded, x-forwarded-for and x-real-ip those proxies write";
    out.expected = "must be names out of forwarded, x-forwarded-for and x-real-ip, or none";
    out.shape = option_shape::list;
    out.read = read_trusted_field;
    out.clear = clear_trusted_fields;
    out.write = write_trusted_fields;
    return out;
}

} // namespace

option_group proxies_group() {
    const auto modes = one_of(proxy_modes);
    return {"Proxies",
            {
                value_option(
                    "proxy-protocol", modes.metavar(),
                    "Whether connections may, must or must not begin with a PROXY header", modes,
                    [](auto& o) -> auto& { return o.proxy; }),
                list_option(
                    "trusted-proxies", "LIST", "Addresses and networks whose word on the client's address counts",
                    network_reader{}, [](auto& o) -> auto& { return o.trust.proxies; }),
                trusted_fields_option(),
            }};
}

} // namespace srcip::echoserver
