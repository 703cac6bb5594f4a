// A total order for everything that can be described. Members are compared in the order of their
// description; containers lexicographically; a variant by its alternative first. Floating-point
// numbers by IEEE 754's total order, so NaN equals itself and -0.0 comes before 0.0.
#pragma once

#include <compare>

#include "actors/describe.hpp"
#include "core/value.hpp"

namespace ordeal::actors {

template <typename T>
std::strong_ordering compare(const T& a, const T& b);

namespace detail {

template <typename Container>
std::strong_ordering compare_items(const Container& a, const Container& b) {
    return std::lexicographical_compare_three_way(
        a.begin(), a.end(), b.begin(), b.end(),
        [](const auto& x, const auto& y) { return compare(x, y); });
}

template <typename T>
std::strong_ordering compare_optional(const T& a, const T& b) {
    if (!a || !b) return a.has_value() <=> b.has_value();
    return compare(*a, *b);
}

template <typename T>
std::strong_ordering compare_variant(const T& a, const T& b) {
    if (a.index() != b.index()) return a.index() <=> b.index();
    return std::visit(
        [&b](const auto& x) { return compare(x, *std::get_if<std::decay_t<decltype(x)>>(&b)); }, a);
}

template <typename T>
std::strong_ordering compare_tuple(const T& a, const T& b) {
    auto order = std::strong_ordering::equal;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (void)(((order = compare(std::get<I>(a), std::get<I>(b))) == 0) && ...);
    }(std::make_index_sequence<std::tuple_size_v<T>>{});
    return order;
}

}  // namespace detail

template <Described T>
std::strong_ordering compare_members(const T& a, const T& b) {
    auto order = std::strong_ordering::equal;
    boost::mp11::mp_for_each<MembersOf<T>>([&](auto member) {
        if (order == 0) order = compare(a.*member.pointer, b.*member.pointer);
    });
    return order;
}

template <typename T>
std::strong_ordering compare(const T& a, const T& b) {
    if constexpr (Described<T>)
        return compare_members(a, b);
    else if constexpr (Optional<T>)
        return detail::compare_optional(a, b);
    else if constexpr (Variant<T>)
        return detail::compare_variant(a, b);
    else if constexpr (Tuple<T>)
        return detail::compare_tuple(a, b);
    else if constexpr (Sequence<T> || Set<T> || Map<T> || Array<T>)
        return detail::compare_items(a, b);
    else if constexpr (std::floating_point<T>)
        return std::strong_order(a, b);
    else
        return a <=> b;
}

struct None {};
ORDEAL_DESCRIBE(None)

/// For ordered containers of described types that have no operators of their own.
struct Less {
    template <typename T>
    bool operator()(const T& a, const T& b) const {
        return compare(a, b) < 0;
    }
};

}  // namespace ordeal::actors
