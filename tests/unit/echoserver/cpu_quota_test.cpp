#include "echoserver/cpu_quota.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace srcip::echoserver {
namespace {

TEST(CpuQuota, ReadsVersion2) {
    EXPECT_EQ(quota_v2("200000 100000\n"), 2U);
    EXPECT_EQ(quota_v2("150000 100000"), 2U) << "rounded up";
    EXPECT_EQ(quota_v2("1000 100000"), 1U);
    for (const auto* none : {"max 100000", "max", "", "x 1", "-1 100000", "100000", "100000 0", "100000 x", "1e5 1"})
        EXPECT_FALSE(quota_v2(none).has_value()) << none;
}

TEST(CpuQuota, ReadsVersion1) {
    EXPECT_EQ(quota_v1("400000\n", "100000\n"), 4U);
    EXPECT_EQ(quota_v1("50000", "100000"), 1U);
    EXPECT_FALSE(quota_v1("-1", "100000").has_value());
    EXPECT_FALSE(quota_v1("", "").has_value());
    EXPECT_FALSE(quota_v1("100000", "0").has_value());
}

TEST(CpuQuota, SurvivesNumbersBeyondMeasure) {
    EXPECT_EQ(quota_v2("18446744073709551615 1"), 65536U);
    EXPECT_FALSE(quota_v2("18446744073709551616 1").has_value());
}

TEST(CpuQuota, TakesTheSmallestOfAllLimits) {
    EXPECT_EQ(usable_cpus({8, "", "", ""}), 8U);
    EXPECT_EQ(usable_cpus({8, "200000 100000", "", ""}), 2U);
    EXPECT_EQ(usable_cpus({8, "max 100000", "300000", "100000"}), 3U);
    EXPECT_EQ(usable_cpus({1, "400000 100000", "", ""}), 1U);
    EXPECT_EQ(usable_cpus({0, "", "", ""}), 1U) << "at least one";
}

TEST(CpuQuota, FindsItsOwnGroup) {
    const auto* text = "9:name=systemd:/a\n4:memory:/m\n1:cpu,cpuacct:/docker/1:2\n0::/kube/pod\n";
    EXPECT_EQ(cgroup_path(text, ""), "/kube/pod");
    EXPECT_EQ(cgroup_path(text, "cpu"), "/docker/1:2");
    EXPECT_EQ(cgroup_path(text, "cpuacct"), "/docker/1:2");
    EXPECT_EQ(cgroup_path(text, "io"), "");
    EXPECT_EQ(cgroup_path("0::/\n", ""), "") << "the root adds nothing to the path";
    EXPECT_EQ(cgroup_path("garbage\n::\n", "cpu"), "");
}

class CpuFiles : public testing::Test {
  protected:
    CpuFiles() { std::filesystem::remove_all(root_); }
    ~CpuFiles() override { std::filesystem::remove_all(root_); }

    void write(const std::string& path, const std::string& text) {
        const auto whole = root_ / path;
        std::filesystem::create_directories(whole.parent_path());
        std::ofstream(whole) << text;
    }

    std::filesystem::path root_ =
        std::filesystem::path(testing::TempDir()) /
        (std::string("srcip-cpu-") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(CpuFiles, ReadsTheOwnGroupOfVersion2) {
    write("proc/self/cgroup", "0::/pod\n");
    write("sys/fs/cgroup/pod/cpu.max", "300000 100000\n");
    EXPECT_EQ(read_cpu_facts(root_).cpu_max, "300000 100000");
}

TEST_F(CpuFiles, FallsBackToTheMountWhereThePathIsTheHosts) {
    write("proc/self/cgroup", "1:cpu:/kubepods/x\n");
    write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000\n");
    write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
    const auto facts = read_cpu_facts(root_);
    EXPECT_EQ(quota_v1(facts.cfs_quota_us, facts.cfs_period_us), 1U);
}

TEST_F(CpuFiles, FindsNothingInAnEmptyPlace) {
    const auto facts = read_cpu_facts(root_);
    EXPECT_EQ(facts.cpu_max, "");
    EXPECT_GE(usable_cpus(facts), 1U);
}

} // namespace
} // namespace srcip::echoserver
