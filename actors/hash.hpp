// Hashes of everything that can be described, the same on every machine. Sizes of containers,
// alternatives of variants, presence of optionals and names of structs are all fed in: a hash that
// leaves them out takes different states for the same, and a search then misses part of the space.
#pragma once

#include <bit>

#include "actors/compare.hpp"
#include "actors/describe.hpp"
#include "actors/id.hpp"
#include "core/hash.hpp"
#include "core/value.hpp"

namespace ordeal::actors {

/// Guarantees: equal values (by compare) have equal hashes.
template <typename T>
std::uint64_t hash_of(const T& value);

namespace detail {

/// FNV-1a (Fowler, Noll & Vo), at compile time.
constexpr std::uint64_t hash_name(std::string_view name) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : name)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return hash;
}

template <typename T>
std::uint64_t hash_members(const T& value) {
    constexpr std::uint64_t name = hash_name(type_name<T>);
    std::uint64_t hash = core::hash_combine(name, member_count<T>);
    for_each_member(value, [&hash](std::string_view, const auto& member) {
        hash = core::hash_combine(hash, hash_of(member));
    });
    return hash;
}

template <typename Container>
std::uint64_t hash_items(const Container& items) {
    std::uint64_t hash = core::hash_number(items.size());
    for (const auto& item : items)
        hash = core::hash_combine(hash, hash_of(item));
    return hash;
}

template <typename T>
std::uint64_t hash_variant(const T& value) {
    return std::visit(
        [&value](const auto& x) { return core::hash_combine(value.index(), hash_of(x)); }, value);
}

template <typename T>
std::uint64_t hash_tuple(const T& value) {
    std::uint64_t hash = std::tuple_size_v<T>;
    std::apply(
        [&hash](const auto&... item) { ((hash = core::hash_combine(hash, hash_of(item))), ...); },
        value);
    return hash;
}

}  // namespace detail

template <typename T>
std::uint64_t hash_of(const T& value) {
    if constexpr (Described<T>)
        return detail::hash_members(value);
    else if constexpr (Optional<T>)
        return value ? core::hash_combine(1, hash_of(*value)) : core::hash_number(0);
    else if constexpr (Variant<T>)
        return detail::hash_variant(value);
    else if constexpr (Tuple<T>)
        return detail::hash_tuple(value);
    else if constexpr (Sequence<T> || Set<T> || Map<T> || Array<T>)
        return detail::hash_items(value);
    else if constexpr (std::same_as<T, std::string>)
        return core::hash_text(value, value.size());
    else if constexpr (std::same_as<T, core::Value>)
        return value.hash();
    else if constexpr (std::same_as<T, Id>)
        return core::hash_number(value.bits());
    else if constexpr (std::floating_point<T>)
        return core::hash_number(std::bit_cast<std::uint64_t>(static_cast<double>(value)));
    else
        return core::hash_number(static_cast<std::uint64_t>(value));
}

}  // namespace ordeal::actors
