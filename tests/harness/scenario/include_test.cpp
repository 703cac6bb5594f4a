// Scenarios that build on other files: what is merged, and where problems are said to be.
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "core/json.hpp"
#include "harness/scenario/decode.hpp"
#include "tests/harness/scenario/test_names.hpp"

namespace ordeal::harness {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

class IncludeTest : public testing::Test {
  protected:
    IncludeTest() {
        std::string pattern = (fs::temp_directory_path() / "ordeal-include-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
    }
    ~IncludeTest() override { fs::remove_all(folder_); }

    std::string write(const std::string& name, std::string_view text) {
        const fs::path path = folder_ / name;
        fs::create_directories(path.parent_path());
        std::ofstream(path) << text;
        return path.string();
    }

    Scenario load(const std::string& path) {
        const auto scenario = load_scenario(path, test_names());
        EXPECT_TRUE(scenario) << scenario.error().message;
        return scenario ? *scenario : Scenario{};
    }

    std::string error(const std::string& path) {
        const auto scenario = load_scenario(path, test_names());
        return scenario ? "it was accepted" : scenario.error().message;
    }

    fs::path folder_;
};

TEST_F(IncludeTest, EveryStringMayNameTheFolderOfItsFile) {
    write("shared/deployment.json",
          R"({"system": {"command": ["{scenario.folder}/node", "{scenario.folder}{node.id}"]}})");
    const Scenario scenario = load(write("s.json", R"({"include": "shared/deployment.json",
        "name": "s", "workload": {"options": {"a": ["{scenario.folder}/x", "{scenario}"]}}})"));
    const std::string folder = folder_.string();
    EXPECT_THAT(scenario.system.command,
                ElementsAre(folder + "/shared/node", folder + "/shared{node.id}"));
    EXPECT_EQ(core::to_json(scenario.workload.options),
              R"({"a":[")" + folder + R"(/x","{scenario}"]})");
}

TEST_F(IncludeTest, MergesObjectsAndPutsTheIncludingFilesValuesInPlaceOfOthers) {
    write("deployment.json", R"({"system": {"nodes": 5, "command": ["a", "b"], "port": 9000,
        "environment": {"X": "1", "Y": "2"}}, "phases": {"run": "3s"}})");
    const Scenario scenario = load(write("s.json", R"({"include": "deployment.json", "name": "s",
        "system": {"command": ["c"], "environment": {"Y": "3"}}})"));
    EXPECT_EQ(scenario.name, "s");
    EXPECT_EQ(scenario.system.nodes, 5);
    EXPECT_EQ(scenario.system.port, 9000);
    EXPECT_THAT(scenario.system.command, ElementsAre("c"));
    EXPECT_THAT(scenario.system.environment, ElementsAre(Pair("X", "1"), Pair("Y", "3")));
    EXPECT_EQ(scenario.phases.run, std::chrono::seconds(3));
}

TEST_F(IncludeTest, LaterFilesComeBeforeEarlierOnesAndNamesAreRelativeToTheFile) {
    write("parts/one.json", R"({"system": {"nodes": 1, "port": 1}, "seed": 1})");
    write("parts/two.json", R"({"include": "deeper/three.json", "system": {"nodes": 2}})");
    write("parts/deeper/three.json", R"({"system": {"command": ["x"], "nodes": 3}})");
    const Scenario scenario =
        load(write("s.json", R"({"name": "s", "include": ["parts/one.json", "parts/two.json"]})"));
    EXPECT_EQ(scenario.system.nodes, 2);
    EXPECT_EQ(scenario.system.port, 1);
    EXPECT_EQ(scenario.seed, 1);
    EXPECT_THAT(scenario.system.command, ElementsAre("x"));
}

TEST_F(IncludeTest, WhatIsWrongInAnIncludedFileIsSaidToBeThere) {
    const auto part = write("part.json", "{\n  \"system\": {\"command\": [\"x\"], \"prot\": 1}\n}");
    const auto text = error(write("s.json", R"({"include": "part.json", "name": 5})"));
    EXPECT_THAT(text,
                AllOf(HasSubstr(part + ":2:32: system.prot: unknown key \"prot\""),
                      HasSubstr("s.json:1:34: name: expected"),
                      HasSubstr("    2 |   \"system\": {\"command\": [\"x\"], \"prot\": 1}")));
}

TEST_F(IncludeTest, SyntaxErrorsOfAnIncludedFileAreSaidToBeThere) {
    const auto part = write("part.json", "{\"seed\": 1,\n}");
    EXPECT_THAT(error(write("s.json", R"({"include": "part.json", "name": "s"})")),
                HasSubstr(part + ":1:11: invalid JSON"));
}

TEST_F(IncludeTest, FilesThatIncludeThemselvesAreRefused) {
    write("a.json", R"({"include": "b.json"})");
    const auto b = write("b.json", R"({"include": "a.json"})");
    EXPECT_THAT(error((folder_ / "a.json").string()),
                AllOf(HasSubstr(b + ":1:13: include"), HasSubstr("includes itself")));
}

TEST_F(IncludeTest, WhatCannotBeIncludedIsAnError) {
    EXPECT_THAT(error(write("s.json", R"({"include": "none.json"})")),
                AllOf(HasSubstr("s.json:1:13: include: cannot be included"),
                      HasSubstr("none.json: No such file")));
    EXPECT_THAT(error(write("s.json", R"({"include": [1]})")),
                HasSubstr("s.json:1:14: include[0]: expected the name of a file"));
    EXPECT_THAT(error(write("s.json", R"({"include": {}})")), HasSubstr("got an object"));
    write("list.json", "[]");
    EXPECT_THAT(error(write("s.json", R"({"include": "list.json"})")),
                HasSubstr("list.json:1:1: expected an object, got a list"));
}

TEST_F(IncludeTest, WhatIsStoredNeedsNoOtherFile) {
    write("part.json", R"({"system": {"command": ["x"], "files": {"a": ["1", "2"]}}})");
    const Scenario scenario = load(write("s.json", R"({"include": "part.json", "name": "s"})"));
    const auto again = parse_scenario(core::to_json(to_value(scenario)), "x.json", test_names());
    ASSERT_TRUE(again);
    auto filled = scenario;
    EXPECT_EQ(*again, filled);
    EXPECT_EQ(again->system.files.at("a"), "1\n2\n");
}

}  // namespace
}  // namespace ordeal::harness
