#include "echoserver/error_page.hpp"

#include "echoserver/status_line.hpp"

#include <srcip/version.hpp>

namespace srcip::echoserver {

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
