#include "harness/worlds/program_lookup.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "in_child.hpp"

namespace ordeal::harness {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class ProgramLookup : public testing::Test {
  protected:
    fs::path make(const std::string& name, bool executable) {
        const fs::path path = folder_.path() / name;
        std::ofstream(path) << "#!/bin/sh\n";
        if (executable) fs::permissions(path, fs::perms::owner_all);
        return path;
    }
    static std::string error_of(std::string_view name, std::string_view path) {
        const auto found = find_program(name, path);
        return found ? "found " + found->string() : found.error().message;
    }
    TestFolder folder_;
};

TEST_F(ProgramLookup, FollowsTheSearchPathInOrder) {
    fs::create_directory(folder_.path() / "late");
    make("late/tool", true);
    const std::string path =
        "/nowhere:" + folder_.path().string() + ":" + (folder_.path() / "late").string();
    EXPECT_EQ(find_program("tool", path).value(), folder_.path() / "late/tool");
    make("tool", true);
    EXPECT_EQ(find_program("tool", path).value(), folder_.path() / "tool");
}

TEST_F(ProgramLookup, PassesByWhatMayNotBeExecuted) {
    make("tool", false);
    EXPECT_THAT(error_of("tool", folder_.path().string()), HasSubstr("no such program"));
}

TEST_F(ProgramLookup, LooksBesideTheRunningProgramFirst) {
    EXPECT_EQ(find_program("ordeal-init", "").value(), own_folder() / "ordeal-init");
    EXPECT_EQ(find_init_program().value(), own_folder() / "ordeal-init");
    EXPECT_EQ(find_points_library().value(), own_folder() / "ordeal-points.so");
}

TEST_F(ProgramLookup, TakesPathsAsTheyAre) {
    const fs::path path = make("tool", true);
    EXPECT_EQ(find_program(path.string(), "").value(), path);
    const fs::path relative = fs::relative(path);
    EXPECT_TRUE(fs::equivalent(find_program("./" + relative.string(), "").value(), path));
}

TEST_F(ProgramLookup, SaysWhatIsMissingAndWhereItLooked) {
    EXPECT_THAT(error_of("no-such-server", "/a:/b"),
                AllOf(HasSubstr("\"no-such-server\""), HasSubstr("PATH (/a:/b)"),
                      HasSubstr(own_folder().string()), HasSubstr("install it")));
    EXPECT_THAT(error_of("/no/such/server", "/bin"), HasSubstr("no such file"));
    EXPECT_THAT(error_of(folder_.path().string(), "/bin"), HasSubstr("is a folder"));
    EXPECT_THAT(error_of(make("tool", false).string(), "/bin"), HasSubstr("chmod +x"));
    EXPECT_THAT(error_of("", "/bin"), HasSubstr("empty"));
}

}  // namespace
}  // namespace ordeal::harness
