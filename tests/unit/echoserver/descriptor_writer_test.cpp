#include "echoserver/descriptor_writer.hpp"

#include "tests/support/owned_pipe.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <thread>

namespace srcip::echoserver {
namespace {

using std::chrono::milliseconds;
using test::owned_pipe;

constexpr milliseconds no_patience{0};

class DescriptorWriter : public testing::Test {
  protected:
    void SetUp() override { std::signal(SIGPIPE, SIG_IGN); }
    void TearDown() override { std::signal(SIGPIPE, SIG_DFL); }
};

std::string lines(std::size_t count, std::size_t size) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i)
        text += std::string(size - 1, static_cast<char>('a' + i % 26)) + '\n';
    return text;
}

TEST_F(DescriptorWriter, WritesLines) {
    owned_pipe pipe;
    descriptor_writer writer(pipe.writer(), no_patience);
    EXPECT_EQ(writer.write("one\ntwo\n"), 0U);
    EXPECT_EQ(writer.write(""), 0U);
    EXPECT_EQ(writer.write("three\n"), 0U);
    EXPECT_EQ(pipe.read_rest(), "one\ntwo\nthree\n");
}

TEST_F(DescriptorWriter, WaitsForASlowReader) {
    owned_pipe pipe;
    const auto text = lines(3'000, 100) + lines(3, 9'000); // more than a pipe holds
    std::thread slow([&] {
        descriptor_writer writer(pipe.writer(), std::nullopt);
        EXPECT_EQ(writer.write(text), 0U);
    });
    EXPECT_EQ(pipe.read(text.size()), text);
    slow.join();
}

TEST_F(DescriptorWriter, LosesLinesWhenNobodyReads) {
    owned_pipe pipe;
    const auto filled = pipe.fill();
    descriptor_writer writer(pipe.writer(), milliseconds(1));
    EXPECT_EQ(writer.write("one\ntwo\n"), 2U);
    EXPECT_EQ(writer.write("three\n"), 1U);
    EXPECT_EQ(pipe.read(filled).size(), filled);
    EXPECT_EQ(writer.write("four\n"), 0U);
    EXPECT_EQ(pipe.read_rest(), "four\n");
}

TEST_F(DescriptorWriter, LosesLinesWhenTheReaderIsGone) {
    owned_pipe pipe;
    pipe.close_reader();
    descriptor_writer writer(pipe.writer(), std::nullopt);
    for (unsigned i = 0; i < 1'000; ++i)
        EXPECT_EQ(writer.write("one\ntwo\n"), 2U);
}

TEST_F(DescriptorWriter, LosesLinesWhenTheDiskIsFullOrTheDescriptorClosed) {
    const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
    ASSERT_GE(full, 0);
    EXPECT_EQ(descriptor_writer(full, std::nullopt).write("one\ntwo\n"), 2U);
    ::close(full);
    EXPECT_EQ(descriptor_writer(-1, no_patience).write("one\n"), 1U);
}

TEST_F(DescriptorWriter, EndsABrokenLineBeforeTheNext) {
    owned_pipe pipe;
    const auto filled = pipe.fill();
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    pipe.read(page);
    descriptor_writer writer(pipe.writer(), no_patience);
    EXPECT_EQ(writer.write(std::string(page + 1'000, 'x') + "\nlost\n"), 2U);
    EXPECT_EQ(writer.write("lost\n"), 1U);
    pipe.read(filled - page);
    EXPECT_EQ(writer.write("whole\n"), 0U);
    EXPECT_EQ(pipe.read_rest(), std::string(page, 'x') + "\nwhole\n");
}

TEST_F(DescriptorWriter, StopsWaitingWhenHurried) {
    owned_pipe pipe;
    pipe.fill();
    descriptor_writer writer(pipe.writer(), std::nullopt, no_patience);
    std::thread waiting([&] { EXPECT_EQ(writer.write("one\n"), 1U); });
    writer.hurry();
    waiting.join();
    EXPECT_EQ(writer.write("two\n"), 1U);
}

TEST_F(DescriptorWriter, StillWritesWhatFindsRoomWhenHurried) {
    owned_pipe pipe;
    descriptor_writer writer(pipe.writer(), std::nullopt, no_patience);
    writer.hurry();
    EXPECT_EQ(writer.write("one\n"), 0U);
    EXPECT_EQ(pipe.read_rest(), "one\n");
}

} // namespace
} // namespace srcip::echoserver
