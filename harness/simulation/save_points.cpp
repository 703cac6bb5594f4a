#include "harness/simulation/save_points.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace ordeal::harness {

namespace {

/// In the order in which a save comes to them.
constexpr std::array<std::string_view, 2> points_of_saves{"wal/append", "wal/sync"};

}  // namespace

core::Result<void> SavePoints::add(const std::string& point) {
    const bool known = std::ranges::any_of(
        points_of_saves, [&](std::string_view one) { return nemesis::covers(point, one); });
    if (!known)
        return core::fail(
            "in world sim a node has the failure points wal/append and wal/sync, not {}", point);
    return faults_.add(point);
}

std::optional<nemesis::FaultId> SavePoints::save() {
    for (const std::string_view point : points_of_saves)
        if (const auto fault = faults_.strike(point)) return fault;
    return std::nullopt;
}

}  // namespace ordeal::harness
