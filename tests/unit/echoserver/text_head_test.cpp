#include "echoserver/text_head.hpp"

#include "echoserver/handler.hpp"

#include <gtest/gtest.h>

namespace srcip::echoserver {
namespace {

constexpr std::string_view date = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr std::string_view later = "Sun, 06 Nov 1994 08:49:38 GMT";

std::string answer(const answer_context& context) {
    static const server_identity identity;
    echo_report report;
    report.request.method = "GET";
    report.request.target = "/";
    report.server = &identity;
    response out;
    answer_text(report, context, out);
    return std::string(out.unwritten());
}

TEST(TextHead, IsTheOneThatAnAnswerWouldMakeForItself) {
    for (const auto version : {text_version::v1_4, text_version::v1_10}) {
        text_heads heads(version);
        for (const bool keep_alive : {true, false}) {
            const auto head = heads.ready(keep_alive, 784111777, date);
            EXPECT_EQ(answer({keep_alive, false, date, version, head}), answer({keep_alive, false, date, version}));
        }
    }
}

TEST(TextHead, HasTheDateOfItsSecond) {
    text_heads heads(text_version::v1_4);
    EXPECT_NE(heads.ready(true, 784111777, date).find(date), std::string_view::npos);
    EXPECT_NE(heads.ready(true, 784111777, later).find(date), std::string_view::npos) << "made once a second";
    EXPECT_NE(heads.ready(true, 784111778, later).find(later), std::string_view::npos);
}

TEST(TextHead, IsNotForStrictAnswersWhoseTypeIsGuessed) {
    text_heads heads(text_version::v1_4);
    const auto head = heads.ready(true, 784111777, date);
    EXPECT_EQ(answer({true, true, date, text_version::v1_4, head}), answer({true, true, date}));
}

} // namespace
} // namespace srcip::echoserver
