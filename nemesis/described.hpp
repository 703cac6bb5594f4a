// A name that scenarios may use, with one line for people: what `ordeal list` prints and what an
// error about an unknown name offers instead.
#pragma once

#include <string_view>
#include <vector>

namespace ordeal::nemesis {

struct Described {
    std::string_view name;
    std::string_view description;
};

/// Only the names, in order: for core::suggestion.
std::vector<std::string_view> names_of(const std::vector<Described>& table);

}  // namespace ordeal::nemesis
