// One row of the table of fields: a key of an object in a scenario, the member of the struct that
// holds it, how it is read and written, and what is said about it.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/text/nearest.hpp"
#include "core/text/words.hpp"
#include "harness/scenario/codec.hpp"

namespace ordeal::harness {

template <typename Owner>
struct Field {
    FieldDescription description;
    /// Leaves the owner as it is when there is a problem.
    std::function<void(Reader&, const Node&, Owner&)> decode;
    /// None: the owner has nothing to say here.
    std::function<std::optional<core::Value>(const Owner&)> encode;
};

namespace detail {

template <typename T>
const T* present(const T& member) {
    return &member;
}
template <typename T>
const T* present(const std::optional<T>& member) {
    return member ? &*member : nullptr;
}

template <typename Member, typename T>
void assign(Member& member, T value) {
    member = std::move(value);
}

}  // namespace detail

/// `member` is a member pointer, or a function from (const) owner to (const) reference. A member
/// that is a std::optional is written only when it is set. The default is that of Owner{}.
template <typename Owner, typename Member, typename T>
Field<Owner> field(std::string name, Member member, Codec<T> codec, std::string text) {
    Field<Owner> row;
    row.decode = [decode = codec.decode, member](Reader& reader, const Node& node, Owner& owner) {
        if (auto value = decode(reader, node))
            detail::assign(std::invoke(member, owner), std::move(*value));
    };
    row.encode = [encode = codec.encode, member](const Owner& owner) -> std::optional<core::Value> {
        const auto* value = detail::present(std::invoke(member, owner));
        if (!value) return std::nullopt;
        return encode(static_cast<T>(*value));
    };
    row.description = {std::move(name), false, row.encode(Owner{}), std::move(text),
                       std::move(codec.description)};
    return row;
}

/// The field must be there.
template <typename Owner>
Field<Owner> required(Field<Owner> row) {
    row.description.required = true;
    row.description.default_value.reset();
    return row;
}

/// The field is written only when it differs from its default, which means "nothing of the kind".
template <typename Owner>
Field<Owner> optional(Field<Owner> row) {
    row.encode = [encode = row.encode](const Owner& owner) -> std::optional<core::Value> {
        auto value = encode(owner);
        return value == encode(Owner{}) ? std::nullopt : value;
    };
    row.description.default_value.reset();
    return row;
}

/// The field is written only for owners that it concerns.
template <typename Owner>
Field<Owner> only_if(std::function<bool(const Owner&)> concerns, Field<Owner> row) {
    row.encode = [encode = row.encode, concerns = std::move(concerns)](const Owner& owner) {
        return concerns(owner) ? encode(owner) : std::nullopt;
    };
    return row;
}

/// {"type": "object", ...} of these fields, unknown ones refused.
core::Value schema_of(const std::vector<FieldDescription>& fields);

/// Complains about an unknown key of an object; about all keys that an object lacks, save those
/// that an unknown key most likely was meant to be.
void report_unknown_key(Reader& reader, const Node& node,
                        const std::vector<FieldDescription>& fields);
void report_missing_keys(Reader& reader, const Node& object,
                         const std::vector<FieldDescription>& fields);

/// An object with these fields and no others.
template <typename Owner>
Codec<Owner> object_of(const std::vector<Field<Owner>>& fields) {
    Codec<Owner> codec;
    codec.description.type = "object";
    for (const auto& row : fields)
        codec.description.fields.push_back(row.description);
    codec.description.schema = schema_of(codec.description.fields);
    codec.encode = [fields](const Owner& owner) {
        core::Value::Object object;
        for (const auto& row : fields)
            if (auto value = row.encode(owner))
                object.push_back({row.description.name, std::move(*value)});
        return core::Value(std::move(object));
    };
    codec.decode = [fields, descriptions = codec.description.fields](
                       Reader& reader, const Node& node) -> std::optional<Owner> {
        if (!node.is_object()) {
            reader.problems.at(node, "expected an object, got " + node.describe());
            return std::nullopt;
        }
        Owner owner;
        for (const Node& child : node.children) {
            const auto row = std::ranges::find(fields, child.name,
                                               [](const auto& candidate) -> const std::string& {
                                                   return candidate.description.name;
                                               });
            if (row == fields.end())
                report_unknown_key(reader, child, descriptions);
            else
                row->decode(reader, child, owner);
        }
        report_missing_keys(reader, node, descriptions);
        return owner;
    };
    return codec;
}

}  // namespace ordeal::harness
