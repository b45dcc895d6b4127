#include "echoserver/status_line.hpp"

#include <array>
#include <string>

namespace srcip::echoserver {
namespace {

constexpr unsigned least = 100;
constexpr unsigned most = 599;

struct known {
    unsigned status;
    std::string_view phrase;
};

constexpr known phrases[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Not Allowed"},
    {408, "Request Time-out"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Request Entity Too Large"},
    {414, "Request-URI Too Large"},
    {417, "Expectation Failed"},
    {418, "I'm a teapot"},
    {422, "Unprocessable Entity"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Temporarily Unavailable"},
    {504, "Gateway Time-out"},
    {505, "HTTP Version Not Supported"},
};

constexpr std::string_view classes[] = {"Continue", "OK", "Multiple Choices", "Bad Request", "Internal Server Error"};

std::array<std::string, most - least + 1> all_lines() {
    std::array<std::string, most - least + 1> out;
    for (unsigned status = least; status <= most; ++status)
        out[status - least] = std::to_string(status) + ' ' + std::string(classes[status / 100 - 1]);
    for (const auto& [status, phrase] : phrases)
        out[status - least] = std::to_string(status) + ' ' + std::string(phrase);
    return out;
}

} // namespace

std::string_view status_line(unsigned status) {
    static const auto lines = all_lines();
    return lines[status >= least && status <= most ? status - least : 500 - least];
}

} // namespace srcip::echoserver
