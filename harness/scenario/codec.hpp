// A codec reads one kind of value from a scenario, writes it back, and describes it: for the JSON
// Schema and for people. The table of fields (fields.cpp) is made of codecs, so that decoder,
// schema and reference page cannot differ.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/value.hpp"
#include "harness/scenario/document.hpp"
#include "harness/scenario/known_names.hpp"
#include "harness/scenario/problems.hpp"

namespace ordeal::harness {

struct FieldDescription;

/// What a value may be.
struct Description {
    std::string type;                      // for people: "duration", "list of strings"
    core::Value schema;                    // its JSON Schema, without the fields below
    std::vector<FieldDescription> fields;  // of an object, or of each object of a list
    /// Of an object that may stand in place of the list.
    std::vector<FieldDescription> instead{};
};

struct FieldDescription {
    std::string name;
    bool required = false;
    std::optional<core::Value> default_value;  // none: nothing happens without the field
    std::string text;                          // one sentence in Markdown
    Description value;
};

/// What decoding needs besides the document.
struct Reader {
    Problems& problems;
    const KnownNames& known;
};

template <typename T>
struct Codec {
    Description description;
    /// None: there is a problem, and the reader has it.
    std::function<std::optional<T>(Reader&, const Node&)> decode;
    std::function<core::Value(const T&)> encode;
};

Codec<bool> boolean();
/// Not empty.
Codec<std::string> text();
/// Not empty; `{...}` in it is replaced when a node starts (harness/worlds/command_template.hpp).
Codec<std::string> template_text();
/// The same of a whole file: one string, or a list of lines.
Codec<std::string> template_lines();
/// A name that is safe as that of a directory.
Codec<std::string> file_name();
/// An integer in [low, high].
Codec<std::uint64_t> integer(std::uint64_t low, std::uint64_t high);
Codec<std::uint64_t> integer_from(std::uint64_t low);
/// A number in [0, 1].
Codec<double> probability();
/// A number above 0.
Codec<double> positive_number();
/// How fast a clock runs: a number within nemesis::clock_rates.
Codec<double> clock_rate();
Codec<core::Nanoseconds> duration();
Codec<core::Nanoseconds> positive_duration();
/// How far a clock is ahead, or behind: "-1.5s".
Codec<core::Nanoseconds> clock_offset();
/// Bits a second: "10mbit", "unlimited" (0).
Codec<std::uint64_t> bit_rate();
/// Bytes: 4096, "64KiB".
Codec<std::uint64_t> byte_size();
/// An integer from 1, or that word, which stands for 0.
Codec<std::uint64_t> integer_or(std::string_view word);
/// One of these words. `what` names them in messages: "fault".
Codec<std::string> one_of(std::string_view what, const std::vector<std::string_view>& words);
/// One of the available words; `planned` are words that Ordeal knows but this build has not.
Codec<std::string> available_word(std::string_view what,
                                  const std::vector<std::string_view>& planned,
                                  std::vector<std::string> (*has)(const KnownNames&));
Codec<core::Value> any_value();
Codec<core::Value> any_object();

template <typename T>
Codec<std::vector<T>> list_of(Codec<T> item, std::string type) {
    Codec<std::vector<T>> codec;
    codec.description.type = std::move(type);
    codec.description.schema =
        core::Value::object({{"type", "array"}, {"items", item.description.schema}});
    codec.description.fields = item.description.fields;
    codec.encode = [encode = item.encode](const std::vector<T>& items) {
        core::Value::List list;
        for (const T& one : items)
            list.push_back(encode(one));
        return core::Value(std::move(list));
    };
    codec.decode = [decode = item.decode, type = codec.description.type](
                       Reader& reader, const Node& node) -> std::optional<std::vector<T>> {
        if (!node.is_list()) {
            reader.problems.at(node, "expected a " + type + ", got " + node.describe());
            return std::nullopt;
        }
        std::vector<T> items;
        bool complete = true;
        for (const Node& child : node.children) {
            auto one = decode(reader, child);
            complete = complete && one;
            if (one) items.push_back(std::move(*one));
        }
        return complete ? std::optional(std::move(items)) : std::nullopt;
    };
    return codec;
}

/// An object whose keys are free.
template <typename T>
Codec<std::map<std::string, T>> map_of(Codec<T> item, std::string type) {
    Codec<std::map<std::string, T>> codec;
    codec.description.type = std::move(type);
    codec.description.schema = core::Value::object(
        {{"type", "object"}, {"additionalProperties", item.description.schema}});
    codec.encode = [encode = item.encode](const std::map<std::string, T>& items) {
        core::Value::Object object;
        for (const auto& [name, one] : items)
            object.push_back({name, encode(one)});
        return core::Value(std::move(object));
    };
    codec.decode = [decode = item.decode, type = codec.description.type](
                       Reader& reader,
                       const Node& node) -> std::optional<std::map<std::string, T>> {
        if (!node.is_object()) {
            reader.problems.at(node, "expected an " + type + ", got " + node.describe());
            return std::nullopt;
        }
        std::map<std::string, T> items;
        bool complete = true;
        for (const Node& child : node.children) {
            auto one = decode(reader, child);
            complete = complete && one;
            if (one) items.emplace(child.name, std::move(*one));
        }
        return complete ? std::optional(std::move(items)) : std::nullopt;
    };
    return codec;
}

/// A value of another type that the same text stands for.
template <typename To, typename From>
Codec<To> converted(Codec<From> from, To (*to)(const From&), From (*back)(const To&)) {
    Codec<To> codec;
    codec.description = std::move(from.description);
    codec.encode = [encode = from.encode, back](const To& value) { return encode(back(value)); };
    codec.decode = [decode = from.decode, to](Reader& reader,
                                              const Node& node) -> std::optional<To> {
        const auto value = decode(reader, node);
        return value ? std::optional<To>(to(*value)) : std::nullopt;
    };
    return codec;
}

}  // namespace ordeal::harness
