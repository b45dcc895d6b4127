#include "echoserver/error_page.hpp"

#include <srcip/version.hpp>

namespace srcip::echoserver {

std::string_view status_line(unsigned status) {
    switch (status) {
    case 200:
        return "200 OK";
    case 405:
        return "405 Not Allowed";
    case 408:
        return "408 Request Time-out";
    case 413:
        return "413 Request Entity Too Large";
    case 414:
        return "414 Request-URI Too Large";
    case 417:
        return "417 Expectation Failed";
    case 431:
        return "431 Request Header Fields Too Large";
    case 501:
        return "501 Not Implemented";
    case 503:
        return "503 Service Temporarily Unavailable";
    case 505:
        return "505 HTTP Version Not Supported";
    default:
        return "400 Bad Request";
    }
}

void append_error_page(const refusal& why, std::string& out) {
    const auto heading = status_line(why.status);
    out += "<html>\r\n<head><title>";
    out += why.field_line_too_long ? "400 Request Header Or Cookie Too Large" : heading;
    out += "</title></head>\r\n<body>\r\n<center><h1>";
    out += heading;
    out += "</h1></center>\r\n";
    if (why.field_line_too_long)
        out += "<center>Request Header Or Cookie Too Large</center>\r\n";
    out += "<hr><center>srcip/";
    out += version();
    out += "</center>\r\n</body>\r\n</html>\r\n";
}

} // namespace srcip::echoserver
