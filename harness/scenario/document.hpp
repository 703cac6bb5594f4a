// A scenario's text as a tree in which every key and every value knows its place, so that an error
// about it can show where it stands. Syntax is nlohmann/json's, comments (// and /* */) allowed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.hpp"

namespace ordeal::harness {

/// A stretch of the texts, in bytes: [begin, end). See problems.hpp for how several texts count.
struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
};

struct Node {
    enum class Kind : std::uint8_t { scalar, list, object };

    Kind kind = Kind::scalar;
    std::string path;            // "workload.mix.read", "nemesis[0].fault"; empty: the document
    std::string name;            // its key, when it is a member of an object
    Span key;                    // where that key stands, quotes included
    Span place;                  // where the value stands; of a list or an object its first bracket
    core::Value scalar;          // when it is one
    std::vector<Node> children;  // items of a list or members of an object, in order

    bool is_list() const { return kind == Kind::list; }
    bool is_object() const { return kind == Kind::object; }

    /// The member of that name, or a null pointer.
    const Node* find(std::string_view member) const;
    /// The node with that path below this one (or this one itself), or a null pointer.
    const Node* at_path(std::string_view wanted) const;
    /// The whole value, without places.
    core::Value to_value() const;
    /// For messages: `the string "abc"`, `the integer 5`, `a list`.
    std::string describe() const;
};

class Problems;

/// Parses one document, whose first byte has that place. None: a syntax error, which `problems` has
/// then. Members that are there twice are problems too; the first one counts.
std::optional<Node> parse_document(std::string_view text, Problems& problems,
                                   std::size_t begin = 0);

}  // namespace ordeal::harness
