// Where a path leads in the model of its system.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ordeal::checker {

/// Messages of a path that are delivered nowhere in it.
enum class Undelivered { stay_under_way, is_lost };

/// What is to be said of a step of the model that the path does not have as such.
enum class PathRemark : std::uint8_t {
    none,
    lost,     // sent, and never delivered
    ignored,  // delivered, and nothing came of it
    last      // delivered, and not once more, though it could be
};

/// A path in its model.
struct WayInModel {
    std::vector<std::uint32_t> places;    // as AnyModel::at() takes them
    std::vector<std::size_t> steps;       // of the path, for each place; of the first one 0
    std::vector<PathRemark> remarks;      // likewise
    std::optional<std::string> obstacle;  // the first step that the model cannot take
};

}  // namespace ordeal::checker
