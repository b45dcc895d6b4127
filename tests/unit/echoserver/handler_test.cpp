#include "echoserver/handler.hpp"

#include "echoserver/content_type.hpp"

#include <srcip/version.hpp>

#include <gtest/gtest.h>

namespace srcip::echoserver {
namespace {

constexpr std::string_view date = "Sun, 06 Nov 1994 08:49:37 GMT";

const server_identity identity;

echo_report report(std::string_view method = "GET", unsigned version = 11, std::string_view target = "/") {
    static const header_field host[] = {{"Host", "ex"}};
    echo_report out;
    out.client_address = *ip_address::parse("10.1.2.3");
    out.request.method = method;
    out.request.target = target;
    out.request.version = version;
    out.request.headers = host;
    out.server = &identity;
    out.listening_port = 8080;
    out.connection.syn_unavailable = "not asked for";
    return out;
}

std::string server_line() { return "Server: srcip/" + std::string(version()) + "\r\n"; }

std::string text_answer(const echo_report& what, const answer_context& context = {true, false, date}) {
    response out;
    answer_text(what, context, out);
    return std::string(out.unwritten());
}

std::string head_of(const std::string& answer) { return answer.substr(0, answer.find("\r\n\r\n") + 4); }

TEST(Handler, WritesTheHeadAsNginxOrdersIt) {
    EXPECT_EQ(head_of(text_answer(report())), "HTTP/1.1 200 OK\r\n" + server_line() +
                                                  "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                                                  "Content-Type: text/plain\r\n"
                                                  "Transfer-Encoding: chunked\r\n"
                                                  "Connection: keep-alive\r\n"
                                                  "X-Content-Type-Options: nosniff\r\n\r\n");
}

TEST(Handler, SendsTheTextAsOneChunk) {
    const auto answer = text_answer(report());
    const auto body = answer.substr(head_of(answer).size());
    const auto size = std::stoul(body, nullptr, 16);
    const auto start = body.find("\r\n") + 2;
    EXPECT_EQ(body.substr(start, 15), "CLIENT VALUES:\n");
    EXPECT_EQ(body.substr(start + size), "\r\n0\r\n\r\n");
}

TEST(Handler, GivesALengthInHttp10) {
    const auto answer = text_answer(report("GET", 10), {false, false, date});
    const auto head = head_of(answer);
    EXPECT_NE(head.find("Content-Length: " + std::to_string(answer.size() - head.size()) + "\r\nConnection: close\r\n"),
              head.npos)
        << head;
    EXPECT_EQ(head.find("chunked"), head.npos);
}

TEST(Handler, SendsNoBodyAndNoLengthToHead) {
    for (const unsigned version : {10U, 11U}) {
        const auto answer = text_answer(report("HEAD", version));
        EXPECT_EQ(answer, head_of(answer));
        EXPECT_EQ(answer.find("Content-Length"), answer.npos);
        EXPECT_EQ(answer.find("Transfer-Encoding"), answer.npos);
    }
}

TEST(Handler, WritesJsonWithItsLength) {
    response out;
    answer_json(report(), {true, false, date}, out);
    const std::string answer(out.unwritten());
    const auto head = head_of(answer);
    EXPECT_NE(head.find("Content-Type: application/json\r\nContent-Length: " +
                        std::to_string(answer.size() - head.size()) + "\r\nConnection: keep-alive\r\n"),
              head.npos)
        << head;
    EXPECT_EQ(answer.substr(head.size(), 27), R"({"schema":"srcip.echo/v1",")");
}

TEST(Handler, SendsTheSameJsonHeadToHead) {
    response get;
    response head;
    answer_json(report("GET"), {true, false, date}, get);
    answer_json(report("HEAD"), {true, false, date}, head);
    const std::string answer(head.unwritten());
    EXPECT_EQ(answer, head_of(answer));
    EXPECT_NE(answer.find("Content-Length: "), answer.npos);
}

TEST(Handler, GuessesTheTypeOnlyWhenStrict) {
    EXPECT_NE(text_answer(report("GET", 11, "/a.html")).find("Content-Type: text/plain\r\n"), std::string::npos);
    EXPECT_NE(text_answer(report("GET", 11, "/a.HTML?x"), {true, true, date}).find("Content-Type: text/html\r\n"),
              std::string::npos);
    const std::pair<const char*, const char*> rows[] = {
        {"/a.css", "text/css"},
        {"/a.js", "application/javascript"},
        {"/a.json", "application/json"},
        {"/a.png", "image/png"},
        {"/a.svg", "image/svg+xml"},
        {"/a.xyz", "text/plain"},
        {"/a.txt", "text/plain"},
        {"/a", "text/plain"},
        {"/a.averylongextension", "text/plain"},
        {"/a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}};
    for (const auto& [target, type] : rows)
        EXPECT_EQ(guessed_content_type(target), type) << target;
}

TEST(Handler, WritesNginxsErrorPage) {
    response out;
    answer_refusal({413, false}, "GET", date, out);
    const std::string name = "srcip/" + std::string(version());
    const std::string page = "<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n<body>\r\n"
                             "<center><h1>413 Request Entity Too Large</h1></center>\r\n<hr><center>" +
                             name + "</center>\r\n</body>\r\n</html>\r\n";
    EXPECT_EQ(out.unwritten(),
              "HTTP/1.1 413 Request Entity Too Large\r\n" + server_line() +
                  "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: text/html\r\nContent-Length: " +
                  std::to_string(page.size()) + "\r\nConnection: close\r\nX-Content-Type-Options: nosniff\r\n\r\n" +
                  page);
}

TEST(Handler, RefusesHeadWithoutAPage) {
    response out;
    answer_refusal({400, false}, "HEAD", date, out);
    const std::string answer(out.unwritten());
    EXPECT_EQ(answer, head_of(answer));
    EXPECT_EQ(answer.find("Content-Length: 0\r\n"), answer.npos) << "the length is that of GET's page";
}

TEST(Handler, NamesATooLongFieldLineAsNginxDoes) {
    response out;
    answer_refusal({400, true}, "", date, out);
    const std::string answer(out.unwritten());
    EXPECT_EQ(answer.rfind("HTTP/1.1 400 Bad Request\r\n", 0), 0U);
    EXPECT_NE(answer.find("<title>400 Request Header Or Cookie Too Large</title>"), answer.npos);
    EXPECT_NE(answer.find("<center>Request Header Or Cookie Too Large</center>\r\n<hr>"), answer.npos);
}

TEST(Handler, PutsTheInterimAnswerFirst) {
    response out;
    answer_text(report(), {true, false, date}, out);
    prepend_continue(out);
    EXPECT_EQ(out.unwritten().substr(0, 40), "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK");
}

TEST(Response, CanBeWrittenInPieces) {
    response out;
    out.body() += "body";
    out.prepend("head ");
    EXPECT_EQ(out.unwritten(), "head body");
    out.written(7);
    EXPECT_EQ(out.unwritten(), "dy");
    EXPECT_FALSE(out.empty());
    out.written(2);
    EXPECT_TRUE(out.empty());
    out.clear();
    EXPECT_TRUE(out.empty());
    EXPECT_EQ(out.body_size(), 0U);
}

} // namespace
} // namespace srcip::echoserver
