// The decoding half of actors/codec.hpp: include that one.
#pragma once

#include <string>
#include <utility>

#include "actors/codec.hpp"
#include "actors/detail/encode.hpp"

namespace ordeal::actors {
namespace detail {

template <typename T>
bool decode_into(const core::Value& from, const Path& at, T& to, Decoding& how);

template <typename T>
bool decode_member(const core::Value& from, std::string_view name, const Path& at, T& to,
                   Decoding& how) {
    const Path here{&at, name};
    if (const core::Value* value = from.find(name)) return decode_into(*value, here, to, how);
    if constexpr (Optional<T>) {
        to.reset();
        return true;
    }
    return how.refuse(here, "is missing");
}

template <typename T>
bool decode_struct(const core::Value& from, const Path& at, T& to, Decoding& how) {
    if (!how.object(from, at)) return false;
    bool good = true;
    for_each_member(to, [&](std::string_view name, auto& member) {
        good = good && decode_member(from, name, at, member, how);
    });
    return good;
}

template <typename T>
std::string enumerator_names() {
    std::string names;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto enumerator) {
        names += names.empty() ? "" : ", ";
        names += enumerator.name;
    });
    return names;
}

template <typename T>
bool decode_enum(const core::Value& from, const Path& at, T& to, Decoding& how) {
    bool good = false;
    if (from.is_string())
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto enumerator) {
            if (from.as_string() != enumerator.name) return;
            to = enumerator.value;
            good = true;
        });
    return good || how.expected(at, "one of " + enumerator_names<T>(), from);
}

template <typename T>
std::string alternative_names() {
    std::string names;
    [&]<typename... Ts>(std::variant<Ts...>*) {
        ((names += names.empty() ? "" : ", ", names += wire_name<Ts>()), ...);
    }(static_cast<T*>(nullptr));
    return names;
}

/// Calls decode for the alternative whose number is `index`. Requires: there is one.
template <typename T>
bool decode_alternative(std::size_t index, const core::Value& from, const Path& at, T& to,
                        Decoding& how) {
    bool good = false;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (void)((I == index &&
                (good = decode_into(from, at, to.template emplace<I>(), how), true)) ||
               ...);
    }(std::make_index_sequence<std::variant_size_v<T>>{});
    return good;
}

/// The number of the alternative with that wire name; the size of the variant if there is none.
template <typename T>
constexpr std::size_t alternative_named(std::string_view name) {
    std::size_t index = std::variant_size_v<T>;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (void)((wire_name<std::variant_alternative_t<I, T>>() == name && (index = I, true)) || ...);
    }(std::make_index_sequence<std::variant_size_v<T>>{});
    return index;
}

template <typename T>
bool decode_variant(const core::Value& from, const Path& at, T& to, Decoding& how) {
    constexpr std::size_t count = std::variant_size_v<T>;
    if (!how.object(from, at)) return false;
    if constexpr (is_struct_variant<T>) {
        std::string name;
        if (!decode_member(from, "type", at, name, how)) return false;
        const std::size_t index = alternative_named<T>(name);
        if (index < count) return decode_alternative(index, from, at, to, how);
        return how.refuse({&at, "type"},
                          "\"" + name + "\" is unknown: expected one of " + alternative_names<T>());
    } else {
        const core::Value* index = from.find("index");
        const core::Value* value = from.find("value");
        std::int64_t number = 0;
        if (index == nullptr || value == nullptr)
            return how.refuse(at, "expected the members index and value");
        if (!how.integer(*index, 0, count - 1, {&at, "index"}, number)) return false;
        return decode_alternative(static_cast<std::size_t>(number), *value, {&at, "value"}, to,
                                  how);
    }
}

template <typename T>
bool decode_optional(const core::Value& from, const Path& at, T& to, Decoding& how) {
    to.reset();
    if constexpr (can_be_null<typename T::value_type>) {
        if (!how.list(from, at)) return false;
        if (from.as_list().empty()) return true;
        if (!how.list_of(from, 1, at)) return false;
        return decode_into(from.as_list().front(), {&at, "", 0}, to.emplace(), how);
    } else {
        return from.is_null() || decode_into(from, at, to.emplace(), how);
    }
}

template <typename T>
bool decode_sequence(const core::Value& from, const Path& at, T& to, Decoding& how) {
    if (!how.list(from, at)) return false;
    to.clear();
    to.reserve(from.as_list().size());
    for (const core::Value& item : from.as_list()) {
        typename T::value_type decoded{};
        if (!decode_into(item, {&at, "", to.size()}, decoded, how)) return false;
        to.push_back(std::move(decoded));
    }
    return true;
}

template <typename T>
bool decode_set(const core::Value& from, const Path& at, T& to, Decoding& how) {
    if (!how.list(from, at)) return false;
    to.clear();
    for (const core::Value& item : from.as_list()) {
        typename T::value_type decoded{};
        const Path here{&at, "", to.size()};
        if (!decode_into(item, here, decoded, how)) return false;
        if (!to.insert(std::move(decoded)).second) return how.refuse(here, "is there twice");
    }
    return true;
}

template <typename T>
bool decode_array(const core::Value& from, const Path& at, T& to, Decoding& how) {
    if (!how.list_of(from, to.size(), at)) return false;
    for (std::size_t i = 0; i < to.size(); ++i)
        if (!decode_into(from.as_list()[i], {&at, "", i}, to[i], how)) return false;
    return true;
}

template <typename T>
bool decode_tuple(const core::Value& from, const Path& at, T& to, Decoding& how) {
    if (!how.list_of(from, std::tuple_size_v<T>, at)) return false;
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return (decode_into(from.as_list()[I], {&at, "", I}, std::get<I>(to), how) && ...);
    }(std::make_index_sequence<std::tuple_size_v<T>>{});
}

template <typename T>
bool decode_key(const std::string& name, const Path& at, T& to, Decoding& how) {
    if constexpr (Integer<T>) {
        core::Value number;
        if (!key_to_integer(name, number))
            return how.expected(at, "an integer as the name", core::Value(name));
        return decode_into(number, at, to, how);
    } else {
        return decode_into(core::Value(name), at, to, how);
    }
}

template <typename T>
bool decode_map(const core::Value& from, const Path& at, T& to, Decoding& how) {
    to.clear();
    const auto add = [&](typename T::key_type key, const core::Value& value, const Path& here) {
        const auto [place, added] = to.try_emplace(std::move(key));
        if (!added) return how.refuse(here, "is there twice");
        return decode_into(value, here, place->second, how);
    };
    typename T::key_type key{};
    if constexpr (Key<typename T::key_type>) {
        if (!how.object(from, at)) return false;
        for (const auto& member : from.as_object()) {
            const Path here{&at, member.name};
            if (!decode_key(member.name, here, key, how)) return false;
            if (!add(std::move(key), member.value, here)) return false;
        }
    } else {
        if (!how.list(from, at)) return false;
        for (const core::Value& item : from.as_list()) {
            const Path here{&at, "", to.size()};
            if (!how.list_of(item, 2, here)) return false;
            if (!decode_into(item.as_list()[0], {&here, "", 0}, key, how)) return false;
            if (!add(std::move(key), item.as_list()[1], {&here, "", 1})) return false;
        }
    }
    return true;
}

template <Integer T>
bool decode_integer(const core::Value& from, const Path& at, T& to, Decoding& how) {
    if constexpr (sizeof(T) == 8 && std::is_unsigned_v<T>) {
        std::uint64_t number = 0;
        if (!how.large_integer(from, at, number)) return false;
        to = number;
    } else {
        constexpr std::int64_t low = std::numeric_limits<T>::min();
        constexpr std::int64_t high = std::numeric_limits<T>::max();
        std::int64_t number = 0;
        if (!how.integer(from, low, high, at, number)) return false;
        to = static_cast<T>(number);
    }
    return true;
}

template <typename T>
bool decode_scalar(const core::Value& from, const Path& at, T& to, Decoding& how) {
    if constexpr (std::same_as<T, core::Value>) {
        to = from;
    } else if constexpr (std::same_as<T, Id>) {
        return how.id(from, at, to);
    } else if constexpr (std::same_as<T, std::string>) {
        if (!from.is_string()) return how.expected(at, "a string", from);
        to = from.as_string();
    } else if constexpr (std::same_as<T, bool>) {
        if (!from.is_bool()) return how.expected(at, "a boolean", from);
        to = from.as_bool();
    } else {
        static_assert(std::floating_point<T>, "this type is not described: see describe.hpp");
        double number = 0;
        if (!how.number(from, at, number)) return false;
        to = static_cast<T>(number);
    }
    return true;
}

template <typename T>
bool decode_into(const core::Value& from, const Path& at, T& to, Decoding& how) {
    if constexpr (Described<T>)
        return decode_struct(from, at, to, how);
    else if constexpr (DescribedEnum<T>)
        return decode_enum(from, at, to, how);
    else if constexpr (Variant<T>)
        return decode_variant(from, at, to, how);
    else if constexpr (Optional<T>)
        return decode_optional(from, at, to, how);
    else if constexpr (Tuple<T>)
        return decode_tuple(from, at, to, how);
    else if constexpr (Map<T>)
        return decode_map(from, at, to, how);
    else if constexpr (Set<T>)
        return decode_set(from, at, to, how);
    else if constexpr (Sequence<T>)
        return decode_sequence(from, at, to, how);
    else if constexpr (Array<T>)
        return decode_array(from, at, to, how);
    else if constexpr (Integer<T>)
        return decode_integer(from, at, to, how);
    else
        return decode_scalar(from, at, to, how);
}

}  // namespace detail

template <typename T>
core::Result<T> decode(const core::Value& value, std::string_view root) {
    core::Result<T> result{T{}};
    detail::Decoding how;
    if (!detail::decode_into(value, {nullptr, root}, *result, how))
        return tl::unexpected(core::Error{std::move(how.error)});
    return result;
}

}  // namespace ordeal::actors
