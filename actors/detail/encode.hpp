// The encoding half of actors/codec.hpp: include that one.
#pragma once

#include <string>
#include <utility>

#include "actors/codec.hpp"
#include "actors/text.hpp"

namespace ordeal::actors {
namespace detail {

/// Whether a value of this type can be encoded as null.
template <typename T>
inline constexpr bool can_be_null = Optional<T> || std::same_as<T, core::Value>;

template <typename T>
inline constexpr bool is_struct_variant = false;
template <typename... Ts>
inline constexpr bool is_struct_variant<std::variant<Ts...>> = (Described<Ts> && ...);

/// Types that can be the name of an object's member.
template <typename T>
concept Key = std::same_as<T, std::string> || Integer<T> || std::same_as<T, Id> || DescribedEnum<T>;

template <typename T>
void encode_members(core::Value::Object& out, const T& value) {
    out.reserve(out.size() + member_count<T>);
    for_each_member(value, [&out](std::string_view name, const auto& member) {
        if constexpr (Optional<std::decay_t<decltype(member)>>)
            if (!member) return;
        out.push_back({std::string(name), encode(member)});
    });
}

/// "type" belongs to the variant.
template <typename T>
constexpr bool has_member_type() {
    bool found = false;
    boost::mp11::mp_for_each<MembersOf<T>>(
        [&found](auto member) { found = found || std::string_view(member.name) == "type"; });
    return found;
}

template <typename T>
core::Value encode_variant(const T& value) {
    core::Value::Object out;
    if constexpr (is_struct_variant<T>)
        std::visit(
            [&out](const auto& x) {
                static_assert(!has_member_type<std::decay_t<decltype(x)>>(),
                              "a message cannot have a member called type: that is its name");
                out.reserve(1 + member_count<std::decay_t<decltype(x)>>);
                out.push_back({"type", wire_name<std::decay_t<decltype(x)>>()});
                encode_members(out, x);
            },
            value);
    else
        std::visit(
            [&](const auto& x) {
                out.push_back({"index", value.index()});
                out.push_back({"value", encode(x)});
            },
            value);
    return out;
}

template <typename T>
core::Value encode_optional(const T& value) {
    if constexpr (can_be_null<typename T::value_type>) {
        core::Value::List out;
        if (value) out.push_back(encode(*value));
        return out;
    } else {
        return value ? encode(*value) : core::Value();
    }
}

template <typename T>
core::Value encode_items(const T& items) {
    core::Value::List out;
    out.reserve(items.size());
    for (const auto& item : items)
        out.push_back(encode(item));
    return out;
}

template <Key T>
std::string encode_key(const T& key) {
    if constexpr (std::same_as<T, std::string>)
        return key;
    else if constexpr (std::same_as<T, Id>)
        return to_text(key);
    else
        return text_of(key);
}

template <typename T>
core::Value encode_map(const T& map) {
    if constexpr (Key<typename T::key_type>) {
        core::Value::Object out;
        for (const auto& [key, value] : map)
            out.push_back({encode_key(key), encode(value)});
        return out;
    } else {
        return encode_items(map);
    }
}

template <typename T>
core::Value encode_tuple(const T& value) {
    core::Value::List out;
    std::apply([&out](const auto&... item) { (out.push_back(encode(item)), ...); }, value);
    return out;
}

template <Integer T>
core::Value encode_integer(T value) {
    if constexpr (sizeof(T) == 8 && std::is_unsigned_v<T>)
        return encode_large(value);
    else
        return std::int64_t{value};
}

}  // namespace detail

template <typename T>
core::Value encode(const T& value) {
    if constexpr (Described<T>) {
        core::Value::Object out;
        detail::encode_members(out, value);
        return out;
    } else if constexpr (DescribedEnum<T>) {
        return enumerator_name(value);
    } else if constexpr (Variant<T>) {
        return detail::encode_variant(value);
    } else if constexpr (Optional<T>) {
        return detail::encode_optional(value);
    } else if constexpr (Tuple<T>) {
        return detail::encode_tuple(value);
    } else if constexpr (Map<T>) {
        return detail::encode_map(value);
    } else if constexpr (Sequence<T> || Set<T> || Array<T>) {
        return detail::encode_items(value);
    } else if constexpr (std::same_as<T, Id>) {
        return to_text(value);
    } else if constexpr (Integer<T>) {
        return detail::encode_integer(value);
    } else if constexpr (std::floating_point<T>) {
        return detail::encode_number(value);
    } else {
        return core::Value(value);
    }
}

}  // namespace ordeal::actors
