// What is wrong with a scenario and the files that it includes: every problem with its place, shown
// as compilers do. Places are counted over all texts together, so that a node of the merged
// document knows its file by its place alone.
//
//     partition.json:9:17: workload.mix.raed: unknown key "raed"; did you mean "read"?
//         9 |         "mix": {"raed": 5, "write": 3}
//           |                 ^~~~~~
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "harness/scenario/document.hpp"

namespace ordeal::harness {

class Problems {
  public:
    /// Of one text that is given as a file's.
    Problems(std::string file, std::string_view text) { add_source(std::move(file), text); }

    /// Takes one more text. Returns the place of its first byte, for parse_document.
    std::size_t add_source(std::string file, std::string_view text);

    /// A problem with a value, with the name of a member, or with a stretch of the text.
    void at(const Node& node, std::string message) {
        add(node.place, node.path, std::move(message));
    }
    void at_key(const Node& node, std::string message) {
        add(node.key, node.path, std::move(message));
    }
    void add(Span place, std::string path, std::string message);

    bool empty() const { return problems_.empty(); }
    /// Is there a problem with what has this path, or with anything below it?
    bool any_below(std::string_view path) const;

    /// The first ten in the order of the texts, with the lines concerned. Requires: not empty.
    core::Error error() const;

    /// The line of its file, from 1, on which a place stands.
    std::size_t line_of(std::size_t place) const;

  private:
    struct Problem {
        Span place;
        std::string path;
        std::string message;
    };

    struct Source {
        std::string file;
        std::string text;
        std::size_t begin = 0;  // of its places; the place behind its last byte is its own too
    };

    const Source& source_of(std::size_t place) const;
    std::string show(const Problem& problem) const;

    std::vector<Source> sources_;  // in the order of their places; never empty
    std::vector<Problem> problems_;
};

}  // namespace ordeal::harness
