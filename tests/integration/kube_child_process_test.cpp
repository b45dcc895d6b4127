#include "probe/kube/child_process.hpp"

#include "tests/support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace srcip::probe::kube {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class child_process : public ::testing::Test {
  protected:
    std::string script(const std::string& body) {
        const std::string path = folder.write("script", "#!/bin/sh\n" + body);
        EXPECT_EQ(::chmod(path.c_str(), 0755), 0);
        return path;
    }
    child_result run(const std::string& body) {
        request.program = script(body);
        request.on_errors = [this](std::string_view bytes) { errors += bytes; };
        request.environment.push_back("PATH=/usr/bin:/bin");
        return run_child(request);
    }
    void expect_no_child_left() {
        EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
        EXPECT_EQ(errno, ECHILD);
    }

    test::temporary_folder folder;
    child_request request;
    std::string errors;
};

TEST_F(child_process, gives_output_errors_and_status) {
    const child_result result = run("echo out; echo err >&2; exit 3");
    EXPECT_EQ(result.end, child_end::exited);
    EXPECT_EQ(result.code, 3);
    EXPECT_EQ(result.output, "out\n");
    EXPECT_EQ(errors, "err\n");
    expect_no_child_left();
}

TEST_F(child_process, hands_arguments_and_environment_over_without_a_shell) {
    request.arguments = {"a b", "$(touch x)", "'\"", ""};
    request.environment = {"K=v;w"};
    EXPECT_EQ(run("printf '%s|' \"$@\" \"$K\" \"$HOME\"").output, "a b|$(touch x)|'\"||v;w||");
}

TEST_F(child_process, gives_it_nothing_to_read_and_no_descriptor_of_ours) {
    const int ours = ::dup(STDOUT_FILENO); // without CLOEXEC
    ASSERT_GT(ours, 2);
    const child_result result = run("cat; ls /proc/self/fd | sort -n | tail -1; [ -e /proc/$$/fd/" +
                                    std::to_string(ours) + " ] && echo inherited");
    ::close(ours);
    EXPECT_THAT(result.output, Not(HasSubstr("inherited")));
}

TEST_F(child_process, restores_signals) {
    const auto before = std::signal(SIGPIPE, SIG_IGN);
    const child_result result = run("kill -PIPE $$; echo survived");
    std::signal(SIGPIPE, before);
    EXPECT_EQ(result.end, child_end::signalled);
    EXPECT_EQ(result.code, SIGPIPE);
}

TEST_F(child_process, ends_one_that_hangs_and_its_children) {
    request.timeout = std::chrono::milliseconds(200);
    const child_result result = run("echo $$; sleep 1000 & sleep 1000");
    EXPECT_EQ(result.end, child_end::timeout);
    expect_no_child_left();
}

TEST_F(child_process, ends_one_that_closes_its_outputs_and_hangs) {
    request.timeout = std::chrono::milliseconds(200);
    EXPECT_EQ(run("exec >&- 2>&-; exec sleep 1000").end, child_end::timeout);
    expect_no_child_left();
}

TEST_F(child_process, ends_one_that_talks_without_end) {
    request.max_output = 100000;
    EXPECT_EQ(run("exec yes").end, child_end::too_much_output);
    expect_no_child_left();
}

TEST_F(child_process, ends_one_that_complains_without_end) {
    request.timeout = std::chrono::milliseconds(200);
    EXPECT_EQ(run("yes >&2 & yes >&2 & exec yes >&2").end, child_end::timeout);
    expect_no_child_left();
    EXPECT_LE(errors.size(), std::size_t{1} << 20U);
}

TEST_F(child_process, does_not_wait_for_what_it_left_behind) {
    const child_result result = run("sleep 1000 & echo $!; exit 0");
    EXPECT_EQ(result.end, child_end::exited);
    ASSERT_FALSE(result.output.empty());
    ::kill(std::stoi(result.output), SIGKILL);
}

TEST_F(child_process, takes_all_of_a_large_output) {
    EXPECT_EQ(run("head -c 900000 /dev/zero; head -c 3000000 /dev/zero >&2").output.size(), 900000U);
    EXPECT_LE(errors.size(), std::size_t{1} << 20U);
}

TEST_F(child_process, says_why_it_could_not_be_started) {
    request.program = folder.path("none");
    EXPECT_EQ(run_child(request).end, child_end::not_started);
    EXPECT_EQ(run_child(request).code, ENOENT);
    request.program = folder.write("text", "no program");
    EXPECT_EQ(run_child(request).code, EACCES);
    expect_no_child_left();
}

TEST_F(child_process, is_found_in_absolute_folders_of_path_only) {
    const std::string found = script("");
    const std::string here = found.substr(0, found.rfind('/'));
    EXPECT_EQ(find_program("script", "/none:" + here), found);
    EXPECT_EQ(find_program("script", ":.:/none"), "");
    EXPECT_EQ(find_program("script", ""), "");
    EXPECT_EQ(find_program("./x", ""), "./x");
    folder.write("text", "not executable");
    EXPECT_EQ(find_program("text", here), "");
    EXPECT_EQ(find_program(here.substr(here.rfind('/') + 1), here.substr(0, here.rfind('/'))), "") << "a folder";
}

} // namespace
} // namespace srcip::probe::kube
