// Everything that can be described, to and from core::Value and so to and from JSON.
//
// | type                          | JSON                                                          |
// |-------------------------------|---------------------------------------------------------------|
// | described struct              | object; empty optionals are left out, unknown members ignored |
// | described enum                | name of the enumerator                                        |
// | bool, integers, string, Value | themselves; an integer beyond 63 bits is a string of digits   |
// | double                        | number; "NaN", "Infinity", "-Infinity"                        |
// | Id                            | "n1", "c1"                                                    |
// | optional                      | value or null; [value] or [] where the value can be null      |
// | vector, array, pair, tuple    | list                                                          |
// | set                           | list without duplicates                                       |
// | map                           | object where keys are strings, integers, ids or enums,        |
// |                               | else a list of [key, value]                                   |
// | variant of structs            | the struct's object with "type" first, its name in snake case |
// | other variants                | {"index": 1, "value": ...}                                    |
//
// decode(encode(x)) is x. Errors name the place: "body.tag.counter: expected an integer, got
// string".
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "actors/compare.hpp"
#include "actors/describe.hpp"
#include "actors/id.hpp"
#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::actors {

template <typename T>
core::Value encode(const T& value);

/// `root` is what messages call the value itself: "body", "storage".
template <typename T>
core::Result<T> decode(const core::Value& value, std::string_view root);

namespace detail {

/// Where in a document a value is: a chain of names and positions, put into words on failure only.
struct Path {
    const Path* parent = nullptr;
    std::string_view name;
    std::size_t index = 0;

    std::string text() const;
};

/// What decoding goes by. Each function returns false after it has noted why.
struct Decoding {
    std::string error;

    bool refuse(const Path& at, std::string_view why);
    bool expected(const Path& at, std::string_view what, const core::Value& got);
    bool integer(const core::Value& from, std::int64_t low, std::int64_t high, const Path& at,
                 std::int64_t& to);
    bool large_integer(const core::Value& from, const Path& at, std::uint64_t& to);
    bool number(const core::Value& from, const Path& at, double& to);
    bool id(const core::Value& from, const Path& at, Id& to);
    bool list(const core::Value& from, const Path& at);
    bool list_of(const core::Value& from, std::size_t size, const Path& at);
    bool object(const core::Value& from, const Path& at);
};

core::Value encode_number(double value);
core::Value encode_large(std::uint64_t value);
/// The integer of a map's key; the text must be the one that encoding gives.
bool key_to_integer(std::string_view text, core::Value& out);

}  // namespace detail
}  // namespace ordeal::actors

#include "actors/detail/decode.hpp"
#include "actors/detail/encode.hpp"
