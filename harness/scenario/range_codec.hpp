// The codec of a range from which a value is drawn: one value, or a list of the lowest and the
// highest. One value is the range from it to itself.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "harness/scenario/codec.hpp"
#include "nemesis/plan.hpp"

namespace ordeal::harness {

template <typename T>
Codec<nemesis::Range<T>> range_of(Codec<T> one) {
    using Range = nemesis::Range<T>;
    const auto list = list_of(one, "list of the lowest and the highest " + one.description.type);
    Codec<Range> codec;
    codec.description.type = one.description.type + ", or a list of the lowest and the highest";
    core::Value two = list.description.schema;
    two.set("minItems", 2).set("maxItems", 2);
    codec.description.schema =
        core::Value::object({{"anyOf", core::Value::list({one.description.schema, two})}});
    codec.encode = [encode = one.encode](const Range& range) {
        if (range.low == range.high) return encode(range.low);
        return core::Value::list({encode(range.low), encode(range.high)});
    };
    codec.decode = [one, list](Reader& reader, const Node& node) -> std::optional<Range> {
        if (!node.is_list()) {
            const auto value = one.decode(reader, node);
            return value ? std::optional(Range{*value, *value}) : std::nullopt;
        }
        const auto ends = list.decode(reader, node);
        if (!ends) return std::nullopt;
        if (ends->size() == 2 && ends->front() <= ends->back())
            return Range{ends->front(), ends->back()};
        reader.problems.at(node, "expected two values, the lower one first");
        return std::nullopt;
    };
    return codec;
}

}  // namespace ordeal::harness
