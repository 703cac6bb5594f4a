// What can be asked of a state's text: breakpoints, and where a search is to go.
//
//     leader                          the text contains it
//     @n1 leader                      the line of n1 does
//     @n1 leader and not @n2 leader   both
//     "rock and roll"                 what would read as something else, in quotes
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace ordeal::checker {

class Predicate {
  public:
    /// Error: nothing is asked for, or a quote that does not end.
    static core::Result<Predicate> parse(std::string_view text);

    bool operator()(std::string_view state) const;

  private:
    struct Term {
        bool negated = false;
        std::string part;  // of the line's name; empty: anywhere
        std::string text;
    };

    static bool holds(const Term& term, std::string_view state);

    std::vector<Term> terms_;
};

}  // namespace ordeal::checker
