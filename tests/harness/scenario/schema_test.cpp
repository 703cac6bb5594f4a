#include "harness/scenario/schema.hpp"

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"
#include "harness/scenario/decode.hpp"
#include "tests/harness/scenario/test_names.hpp"

namespace ordeal::harness {
namespace {

using core::Value;

std::string content_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

/// Compares a generated file with the tree; with ORDEAL_REGENERATE=1 writes it.
void expect_up_to_date(const std::filesystem::path& path, const std::string& text) {
    if (std::getenv("ORDEAL_REGENERATE")) std::ofstream(path) << text;
    EXPECT_EQ(content_of(path), text)
        << path << " is not what the table of fields says: ORDEAL_REGENERATE=1 writes it again";
}

TEST(ScenarioSchema, InTheTreeIsUpToDate) {
    expect_up_to_date(source_tree() / "scenarios" / "scenario.schema.json",
                      core::to_pretty_json(scenario_schema()) + "\n");
}

TEST(ScenarioSchema, ReferencePageInTheTreeIsUpToDate) {
    expect_up_to_date(source_tree() / "docs" / "scenario-reference.md", scenario_reference());
}

/// What a value must be that is not a word: definitions and the first of alternatives followed.
const Value* followed(const Value& schema, const Value* here) {
    for (;;) {
        const Value* const reference = here->find("$ref");
        const Value* const alternatives = here->find("anyOf");
        if (reference != nullptr) {
            const std::string name = reference->as_string().substr(std::strlen("#/definitions/"));
            here = schema.find("definitions")->find(name);
        } else if (alternatives != nullptr) {
            here = &alternatives->as_list().front();
        } else {
            return here;
        }
    }
}

/// The object of the schema that describes what stands at a path of keys.
const Value* schema_at(const Value& schema, const std::vector<std::string>& path) {
    const Value* here = &schema;
    for (const std::string& key : path) {
        here = followed(schema, here);
        if (const Value* items = here->find("items")) here = followed(schema, items);
        here = here->find("properties");
        here = here ? here->find(key) : nullptr;
        if (!here) return nullptr;
    }
    return here;
}

TEST(ScenarioSchema, SaysWhatTheDecoderWants) {
    const Value schema = scenario_schema();
    EXPECT_EQ(schema.find("required"), nullptr) << "what is required may be included";
    EXPECT_EQ(*schema.find("then")->find("required"), Value::list({"name", "system"}));
    EXPECT_EQ(*schema.find("additionalProperties"), Value(false));
    const Value* nodes = schema_at(schema, {"system", "nodes"});
    ASSERT_NE(nodes, nullptr);
    EXPECT_EQ(*nodes->find("minimum"), Value(1));
    EXPECT_EQ(*nodes->find("maximum"), Value(99));
    EXPECT_EQ(*nodes->find("default"), Value(3));
    const Value* shape = schema_at(schema, {"nemesis", "shape"});
    ASSERT_NE(shape, nullptr);
    EXPECT_EQ(shape->find("enum")->as_list().size(), 7U);
}

/// Every key of a scenario with all defaults filled in must be one of the schema's.
void expect_described(const Value& value, const Value& unfollowed, const std::string& path) {
    static const Value whole = scenario_schema();
    const Value& schema = *followed(whole, &unfollowed);
    const Value* properties = schema.find("properties");
    if (value.is_list() && schema.find("items"))
        for (const Value& item : value.as_list())
            expect_described(item, *schema.find("items"), path + "[]");
    if (!properties) return;
    for (const auto& member : value.as_object()) {
        const Value* described = properties->find(member.name);
        EXPECT_NE(described, nullptr) << path << "." << member.name;
        if (described) expect_described(member.value, *described, path + "." + member.name);
    }
}

TEST(ScenarioSchema, DescribesEveryKeyThatARunStores) {
    const auto scenario = parse_scenario(
        R"({"name": "x", "system": {"command": ["a"], "ready": {"log": "x"}},
            "nemesis": [{"fault": "kill", "every": "1s", "for": "1s"}], "seed": 1})",
        "x", test_names());
    ASSERT_TRUE(scenario);
    expect_described(to_value(*scenario), scenario_schema(), "");
}

TEST(ScenarioReference, HasARowForEveryField) {
    const std::string page = scenario_reference();
    for (const char* row :
         {"| `name` | name | required |", "| `system.ready.within` |", "| `network.latency.mean` |",
          "| `nemesis[].flip-flop` |", "| `nemesis.quiet.every` |",
          "| `workload.rate` | number above 0 | `100` |", "| `seed` |"})
        EXPECT_THAT(page, testing::HasSubstr(row));
}

/// Every scenario that comes with Ordeal must load.
TEST(Scenarios, OfTheTreeLoad) {
    std::size_t count = 0;
    const KnownNames& names = known_names();
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(source_tree() / "scenarios")) {
        const std::string path = entry.path().string();
        if (!path.ends_with(".json") || path.ends_with(".schema.json")) continue;
        const bool is_included_by_others = content_of(path).find("\"name\":") == std::string::npos;
        if (is_included_by_others) continue;
        const auto scenario = load_scenario(path, names);
        EXPECT_TRUE(scenario) << scenario.error().message;
        if (scenario) {
            EXPECT_THAT(content_of(path),
                        testing::HasSubstr("\"$schema\": \"../scenario.schema.json\""));
        }
        ++count;
    }
    EXPECT_GE(count, 4U);
}

}  // namespace
}  // namespace ordeal::harness
