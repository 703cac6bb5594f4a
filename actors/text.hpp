// Prints everything that can be described, for people: traces, counterexamples, test failures.
//
//     Store{request: RequestId{incarnation: 1, sequence: 4}, key: "x", value: 5}
#pragma once

#include <string>

#include "actors/describe.hpp"
#include "actors/id.hpp"
#include "core/value.hpp"

namespace ordeal::actors {

template <typename T>
void append_text(std::string& out, const T& value);

void append_text(std::string& out, const core::Value& value);
void append_text(std::string& out, const std::string& value);
void append_text(std::string& out, double value);
void append_text(std::string& out, Id value);

/// The name of an enumerator; a number if it has none.
template <DescribedEnum T>
std::string enumerator_name(T value) {
    std::string name = std::to_string(static_cast<long long>(value));
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto enumerator) {
        if (enumerator.value == value) name = enumerator.name;
    });
    return name;
}

namespace detail {

template <typename T>
void append_members(std::string& out, const T& value) {
    out += type_name<T>;
    const char* separator = "{";
    for_each_member(value, [&](std::string_view name, const auto& member) {
        out += separator;
        out += name;
        out += ": ";
        append_text(out, member);
        separator = ", ";
    });
    if (member_count<T> > 0) out += '}';
}

template <typename Container>
void append_items(std::string& out, const Container& items, std::string_view brackets) {
    out += brackets[0];
    bool first = true;
    for (const auto& item : items) {
        if (!first) out += ", ";
        first = false;
        if constexpr (Map<Container>) {
            append_text(out, item.first);
            out += ": ";
            append_text(out, item.second);
        } else {
            append_text(out, item);
        }
    }
    out += brackets[1];
}

template <typename T>
void append_tuple(std::string& out, const T& value) {
    out += '(';
    std::apply(
        [&out](const auto&... item) {
            const char* separator = "";
            ((out += separator, append_text(out, item), separator = ", "), ...);
        },
        value);
    out += ')';
}

}  // namespace detail

template <typename T>
void append_text(std::string& out, const T& value) {
    if constexpr (Described<T>)
        detail::append_members(out, value);
    else if constexpr (DescribedEnum<T>)
        out += enumerator_name(value);
    else if constexpr (Optional<T>)
        value ? append_text(out, *value) : void(out += "none");
    else if constexpr (Variant<T>)
        std::visit([&out](const auto& x) { append_text(out, x); }, value);
    else if constexpr (Tuple<T>)
        detail::append_tuple(out, value);
    else if constexpr (Sequence<T> || Array<T>)
        detail::append_items(out, value, "[]");
    else if constexpr (Set<T> || Map<T>)
        detail::append_items(out, value, "{}");
    else if constexpr (std::same_as<T, bool>)
        out += value ? "true" : "false";
    else
        out += std::to_string(value);
}

template <typename T>
    requires(!std::same_as<T, Id>)
std::string text_of(const T& value) {
    std::string out;
    append_text(out, value);
    return out;
}

}  // namespace ordeal::actors
