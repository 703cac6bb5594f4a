// What is wrong with a scenario: every problem with its place, shown as compilers do.
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
    /// Requires: the text outlives this.
    Problems(std::string file, std::string_view text) : file_(std::move(file)), text_(text) {}

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

    /// The first ten in the order of the text, with the lines concerned. Requires: not empty.
    core::Error error() const;

    /// The line, from 1, on which a byte of the text stands.
    std::size_t line_of(std::size_t offset) const;

  private:
    struct Problem {
        Span place;
        std::string path;
        std::string message;
    };

    std::string show(const Problem& problem) const;

    std::string file_;
    std::string_view text_;
    std::vector<Problem> problems_;
};

}  // namespace ordeal::harness
