#include "clients/maelstrom/dialect_fields.hpp"

#include <algorithm>
#include <vector>

#include "core/text/nearest.hpp"
#include "core/text/words.hpp"

namespace ordeal::clients::maelstrom {

using core::Value;

core::Result<Value> any_field(const Value& body, std::string_view name) {
    const Value* field = body.find(name);
    if (field == nullptr) return core::fail("{}, of any value", name);
    return *field;
}

core::Result<Value> list_field(const Value& body, std::string_view name) {
    const Value* field = body.find(name);
    if (field == nullptr || !field->is_list()) return core::fail("{}, a list", name);
    return *field;
}

core::Result<Value> integer_field(const Value& body, std::string_view name) {
    const Value* field = body.find(name);
    if (field == nullptr || !field->is_int()) return core::fail("{}, an integer", name);
    return *field;
}

core::Result<Value> offsets_field(const Value& body, std::string_view name) {
    const Value* field = body.find(name);
    const auto of_integer = [](const Value::Member& member) { return member.value.is_int(); };
    if (field == nullptr || !field->is_object() ||
        !std::ranges::all_of(field->as_object(), of_integer))
        return core::fail("{}, an object from keys to integers", name);
    return *field;
}

tl::unexpected<core::Error> no_such_function(std::string_view kind, std::string_view f,
                                             std::initializer_list<std::string_view> known) {
    return core::fail("{} has no function {}{}", kind, core::in_quotes(f),
                      core::suggestion(f, std::vector<std::string_view>(known)));
}

}  // namespace ordeal::clients::maelstrom
