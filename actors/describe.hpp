// Structs and enums are described once, by listing their members; JSON, hashing, ordering and
// printing all come from that list:
//
//     struct Tag {
//         std::int64_t counter = 0;
//         Id node;
//     };
//     ORDEAL_DESCRIBE(Tag, counter, node)       // at namespace scope, also for nested structs
//
//     enum class Phase { query, store };
//     BOOST_DESCRIBE_ENUM(Phase, query, store)
//
// ORDEAL_DESCRIBE is BOOST_DESCRIBE_STRUCT plus == and <=>. A list that leaves out a member of an
// aggregate does not compile: a hash that misses a member would hide states from the model checker.
#pragma once

#include <array>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#define ORDEAL_DESCRIBE(Type, ...)                                                     \
    BOOST_DESCRIBE_STRUCT(Type, (), (__VA_ARGS__))                                     \
    inline std::strong_ordering operator<=>(const Type& a, const Type& b) {            \
        return ::ordeal::actors::compare_members(a, b);                                \
    }                                                                                  \
    inline bool operator==(const Type& a, const Type& b) {                             \
        return ::ordeal::actors::compare_members(a, b) == std::strong_ordering::equal; \
    }

namespace ordeal::actors {

template <typename T>
using MembersOf = boost::describe::describe_members<T, boost::describe::mod_any_access>;

template <typename T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

template <typename T>
concept Described = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;

namespace detail {

template <typename Descriptor>
struct MemberType;
template <typename Class, typename Member>
struct MemberType<Member Class::*> {
    using type = Member;
};

/// True if T{member, member, ...} compiles with the described members, and no further one fits.
template <typename T, typename... Members>
constexpr bool lists_all(boost::mp11::mp_list<Members...>) {
    constexpr bool enough = requires { T{std::declval<Members>()...}; };
    constexpr bool missing = requires { T{std::declval<Members>()..., {}}; };
    return enough && !missing;
}

template <typename Descriptor>
using TypeOfMember = typename MemberType<std::remove_cv_t<decltype(Descriptor::pointer)>>::type;

template <typename T>
constexpr bool describes_all_members() {
    if constexpr (std::is_aggregate_v<T>) {
        using Descriptors = boost::mp11::mp_rename<MembersOf<T>, boost::mp11::mp_list>;
        return lists_all<T>(boost::mp11::mp_transform<TypeOfMember, Descriptors>{});
    } else {
        return true;
    }
}

template <typename T, template <typename...> class Template>
inline constexpr bool is_a = false;
template <template <typename...> class Template, typename... Args>
inline constexpr bool is_a<Template<Args...>, Template> = true;

template <typename T>
inline constexpr bool is_array = false;
template <typename T, std::size_t N>
inline constexpr bool is_array<std::array<T, N>> = true;

template <typename T>
constexpr std::string_view unqualified_name() {
    std::string_view text = __PRETTY_FUNCTION__;
    text.remove_prefix(text.find("T = ") + 4);
    text = text.substr(0, text.find_first_of(";]<"));
    if (const auto colon = text.rfind(':'); colon != std::string_view::npos)
        text.remove_prefix(colon + 1);
    return text;
}

constexpr bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

/// "ReadOk" becomes "read_ok".
struct SnakeCase {
    std::array<char, 80> text{};
    std::size_t size = 0;

    constexpr explicit SnakeCase(std::string_view name) {
        for (const char c : name) {
            if (is_upper(c) && size > 0) text[size++] = '_';
            text[size++] = is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    constexpr std::string_view view() const { return {text.data(), size}; }
};

template <typename T>
inline constexpr SnakeCase snake_case{unqualified_name<T>()};

}  // namespace detail

template <typename T>
concept Optional = detail::is_a<T, std::optional>;
template <typename T>
concept Variant = detail::is_a<T, std::variant>;
template <typename T>
concept Sequence = detail::is_a<T, std::vector>;
template <typename T>
concept Set = detail::is_a<T, std::set>;
template <typename T>
concept Map = detail::is_a<T, std::map>;
template <typename T>
concept Tuple = detail::is_a<T, std::pair> || detail::is_a<T, std::tuple>;
template <typename T>
concept Array = detail::is_array<T>;
template <typename T>
concept Integer = std::integral<T> && !std::same_as<T, bool>;

/// The name of a type without its namespaces: "ReadOk".
template <typename T>
inline constexpr std::string_view type_name = detail::unqualified_name<T>();

/// The name of a struct as the `type` of a message: "read_ok", or what the struct says itself by a
/// `static constexpr std::string_view wire_name`.
template <typename T>
constexpr std::string_view wire_name() {
    if constexpr (requires { T::wire_name; })
        return T::wire_name;
    else
        return detail::snake_case<T>.view();
}

/// Calls visit(name, member) for each described member, in order.
template <typename T, typename Visit>
    requires Described<std::remove_const_t<T>>
constexpr void for_each_member(T& object, Visit&& visit) {
    static_assert(detail::describes_all_members<std::remove_const_t<T>>(),
                  "a description must list every member of its struct, in order");
    boost::mp11::mp_for_each<MembersOf<std::remove_const_t<T>>>(
        [&](auto member) { visit(std::string_view(member.name), object.*member.pointer); });
}

template <Described T>
inline constexpr std::size_t member_count = boost::mp11::mp_size<MembersOf<T>>::value;

/// A struct without members: what an actor has of something that it does not use.
struct None;

template <Described T>
std::strong_ordering compare_members(const T& a, const T& b);

}  // namespace ordeal::actors
