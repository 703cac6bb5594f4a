#include "harness/scenario/schema.hpp"

#include <fmt/format.h>

#include "core/json.hpp"
#include "harness/scenario/fields.hpp"
#include "harness/scenario/nemesis_field.hpp"

namespace ordeal::harness {

namespace {

constexpr std::string_view introduction = R"(# Scenario reference

Every field of a scenario file: its path, what it may be, what it is when it is left out. For a
first look read [Scenarios](scenarios.md). This page is made from the table of fields in
`harness/scenario/fields.cpp`, as the decoder and `ordeal schema` are; a test compares it, and
`ORDEAL_REGENERATE=1 test-harness --gtest_filter='ScenarioSchema.*'` writes it again.

- A *duration* is a string of a number and a unit: `"250us"`, `"20ms"`, `"1.5s"`, `"2m"`. Units are
  `ns`, `us`, `ms`, `s`, `m`, `h`.
- In a *template string* the words in braces are replaced when a node starts: `{node.id}`,
  `{node.ip}`, `{node.data}`, ...
- Unknown keys are errors. Comments (`//` and `/* */`) are allowed.
)";

std::string default_text(const FieldDescription& field) {
    if (field.required) return "required";
    if (!field.default_value) return "none";
    if (!field.value.fields.empty() && field.default_value->is_object()) return "see below";
    return fmt::format("`{}`", core::to_json(*field.default_value));
}

bool is_section(const FieldDescription& field) {
    return !field.value.fields.empty();
}

void append_table(std::string& page, const std::string& path,
                  const std::vector<FieldDescription>& fields) {
    page += "\n| field | type | default | |\n|---|---|---|---|\n";
    for (const FieldDescription& field : fields)
        page += fmt::format("| `{}{}` | {} | {} | {} |\n", path, field.name, field.value.type,
                            default_text(field), field.text);
}

void append_section(std::string& page, const std::string& path, const FieldDescription& field);

/// Of an object that may stand where a list does.
void append_instead(std::string& page, const std::string& path,
                    const std::vector<FieldDescription>& fields) {
    if (fields.empty()) return;
    page += fmt::format("\n## `{}`, if it is an object\n", path);
    append_table(page, path + ".", fields);
    for (const FieldDescription& field : fields)
        if (is_section(field)) append_section(page, path + ".", field);
}

void append_section(std::string& page, const std::string& path, const FieldDescription& field) {
    const bool list = field.value.schema.find("items") != nullptr || !field.value.instead.empty();
    const std::string here = fmt::format("{}{}{}", path, field.name, list ? "[]" : "");
    page += fmt::format("\n## `{}`\n\n{}\n", here, field.text);
    append_table(page, here + ".", field.value.fields);
    append_instead(page, path + field.name, field.value.instead);
    for (const FieldDescription& below : field.value.fields)
        if (is_section(below)) append_section(page, here + ".", below);
}

core::Value without_required(const core::Value& schema) {
    core::Value::Object rest;
    for (const auto& member : schema.as_object())
        if (member.name != "required") rest.push_back(member);
    return rest;
}

/// What a document must have, it may have from a file that it includes.
core::Value unless_included(const core::Value& schema) {
    const core::Value& system = *schema.find("properties")->find("system");
    auto rest = without_required(schema);
    auto properties = *rest.find("properties");
    properties.set("system", without_required(system));
    rest.set("properties", properties);
    const auto includes = core::Value::object({{"required", core::Value::list({"include"})}});
    rest.set("if", core::Value::object({{"not", includes}}));
    const auto whole = core::Value::object({{"required", *system.find("required")}});
    rest.set("then",
             core::Value::object({{"required", *schema.find("required")},
                                  {"properties", core::Value::object({{"system", whole}})}}));
    return rest;
}

}  // namespace

core::Value scenario_schema() {
    auto schema =
        core::Value::object({{"$schema", "http://json-schema.org/draft-07/schema#"},
                             {"title", "Ordeal scenario"},
                             {"description", "What is on trial, under which load and faults."}});
    const core::Value codec = unless_included(scenario_codec().description.schema);
    for (const auto& member : codec.as_object())
        schema.set(member.name, member.value);
    schema.set("definitions", nemesis_definitions());
    return schema;
}

std::string scenario_reference() {
    std::string page(introduction);
    const auto& fields = scenario_codec().description.fields;
    page += "\n## The document\n";
    append_table(page, "", fields);
    for (const FieldDescription& field : fields)
        if (is_section(field)) append_section(page, "", field);
    return page;
}

}  // namespace ordeal::harness
