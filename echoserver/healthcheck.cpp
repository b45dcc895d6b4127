#include "echoserver/healthcheck.hpp"

#include "echoserver/units.hpp"

#include <srcip/ascii.hpp>
#include <srcip/asio_address.hpp>
#include <srcip/printable.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <cstdio>
#include <string_view>

namespace srcip::echoserver {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t longest_answer = 65'536;

std::string_view first_line(std::string_view text) {
    const auto line = text.substr(0, text.find('\n'));
    return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

/// status-line = HTTP-version SP status-code SP [ reason-phrase ] (RFC 9112 section 4), the last space optional.
/// Nothing for what is no such line, or not the whole of it.
std::optional<unsigned> status_of(std::string_view answer) {
    const auto line = first_line(answer);
    if (answer.find('\n') == answer.npos)
        return {};
    if (line.size() < 12 || !line.starts_with("HTTP/1.") || line[8] != ' ' || (line.size() > 12 && line[12] != ' '))
        return {};
    const auto code = parse_count(line.substr(9, 3), 100, 599);
    return code ? std::optional(static_cast<unsigned>(*code)) : std::nullopt;
}

bool is_success(unsigned status) { return status / 100 == 2; }

/// What stands behind the header, nothing while there is no end of the header.
std::optional<std::string_view> body_of(std::string_view answer) {
    const auto end = answer.find("\r\n\r\n");
    return end == answer.npos ? std::nullopt : std::optional(answer.substr(end + 4));
}

/// Whether reading on could not change what is said about the answer.
bool is_enough(std::string_view answer) {
    if (answer.size() >= longest_answer)
        return true;
    if (answer.find('\n') == answer.npos)
        return false;
    const auto status = status_of(answer);
    if (!status || is_success(*status))
        return true;
    const auto body = body_of(answer);
    return body && body->find('\n') != body->npos;
}

/// Connects, asks and listens until it has heard enough or its context is not run any longer.
class conversation {
  public:
    conversation(boost::asio::io_context& context, const healthcheck_request& request)
        : socket_(context)
        , request_("GET " + request.path + " HTTP/1.1\r\nHost: " + request.at.to_string() +
                   "\r\nUser-Agent: echoserver-healthcheck\r\nConnection: close\r\n\r\n") {
        socket_.async_connect(to_asio<tcp>(request.at), [this](error_code error) { on_connected(error); });
    }

    bool connected() const { return connected_; }
    bool finished() const { return finished_; }
    error_code error() const { return error_; }
    std::string_view answer() const { return answer_; }

  private:
    void on_connected(error_code error) {
        if (error)
            return finish(error);
        connected_ = true;
        boost::asio::async_write(socket_, boost::asio::buffer(request_), [this](error_code write_error, std::size_t) {
            if (write_error)
                return finish(write_error);
            read();
        });
    }

    void read() {
        socket_.async_read_some(boost::asio::buffer(chunk_), [this](error_code error, std::size_t size) {
            answer_.append(chunk_.data(), size);
            if (error || is_enough(answer_))
                return finish(error);
            read();
        });
    }

    void finish(error_code error) {
        finished_ = true;
        error_ = error;
    }

    tcp::socket socket_;
    std::string request_;
    std::array<char, 4096> chunk_{};
    std::string answer_{};
    error_code error_{};
    bool connected_ = false;
    bool finished_ = false;
};

constexpr auto same_options = "give server and healthcheck the same --address and --admin-port";

std::string about_connecting(const conversation& talk, const std::string& where, const std::string& limit) {
    const auto why = talk.finished() ? talk.error().message() : "nothing within " + limit;
    return "cannot connect to " + where + ": " + why + "; is the server running? If so, " + same_options;
}

std::string about_silence(const conversation& talk, const std::string& where, const std::string& limit) {
    if (!talk.finished())
        return where + " did not answer within " + limit + "; is it stuck, or is another program on that port?";
    const bool closed = talk.error() == boost::asio::error::eof;
    return where + " gave no answer: " + (closed ? "it closed the connection" : talk.error().message()) +
           "; is another program on that port? If so, " + same_options;
}

std::string about_status(unsigned status, const healthcheck_request& request, std::string_view answer) {
    auto out = request.at.to_string() + " answered " + std::to_string(status) + " to GET " + request.path;
    const auto body = body_of(answer);
    if (body && !body->empty())
        out += ": " + srcip::quoted(first_line(*body));
    return out + (status == 404 ? "; check --path" : "; its log says more");
}

} // namespace

std::optional<std::string> find_health_problem(const healthcheck_request& request, std::chrono::milliseconds deadline) {
    boost::asio::io_context context(1);
    conversation talk(context, request);
    context.run_for(deadline);
    const auto where = request.at.to_string();
    const auto limit = format_duration(deadline);
    const auto status = status_of(talk.answer());
    if (!talk.connected())
        return about_connecting(talk, where, limit);
    if (status)
        return is_success(*status) ? std::nullopt : std::optional(about_status(*status, request, talk.answer()));
    if (talk.answer().empty())
        return about_silence(talk, where, limit);
    return where + " did not answer in HTTP: " + srcip::quoted(first_line(talk.answer()), 80) +
           "; is another program on that port? If so, " + same_options;
}

int healthcheck(const healthcheck_request& request) {
    const auto problem = find_health_problem(request, 2s);
    if (!problem)
        return exit_ok;
    std::fprintf(stderr, "echoserver: healthcheck: %s\n", problem->c_str());
    return exit_failure;
}

} // namespace srcip::echoserver
