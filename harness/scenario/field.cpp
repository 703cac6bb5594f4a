#include "harness/scenario/field.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ordeal::harness {

namespace {

std::vector<std::string> names_of(const std::vector<FieldDescription>& fields) {
    std::vector<std::string> names;
    for (const FieldDescription& field : fields)
        names.push_back(field.name);
    return names;
}

}  // namespace

core::Value schema_of(const std::vector<FieldDescription>& fields) {
    core::Value::Object properties;
    core::Value::List required_names;
    for (const FieldDescription& field : fields) {
        core::Value schema = field.value.schema;
        schema.set("description", field.text);
        if (field.default_value) schema.set("default", *field.default_value);
        properties.push_back({field.name, std::move(schema)});
        if (field.required) required_names.emplace_back(field.name);
    }
    auto schema = core::Value::object({{"type", "object"},
                                       {"properties", std::move(properties)},
                                       {"additionalProperties", false}});
    if (!required_names.empty()) schema.set("required", std::move(required_names));
    return schema;
}

void report_unknown_key(Reader& reader, const Node& node,
                        const std::vector<FieldDescription>& fields) {
    reader.problems.at_key(node, fmt::format("unknown key {}{}", core::in_quotes(node.name),
                                             core::suggestion(node.name, names_of(fields))));
}

void report_missing_keys(Reader& reader, const Node& object,
                         const std::vector<FieldDescription>& fields) {
    const std::vector<std::string> names = names_of(fields);
    for (const FieldDescription& field : fields) {
        const auto is_it = [&](const Node& child) {  // perhaps with a slip of the pen
            return child.name == field.name || (std::ranges::count(names, child.name) == 0 &&
                                                core::nearest(child.name, names) == field.name);
        };
        if (field.required && std::ranges::none_of(object.children, is_it))
            reader.problems.at(
                object, fmt::format("missing key \"{}\" ({})", field.name, field.value.type));
    }
}

}  // namespace ordeal::harness
