#include "nemesis/mechanisms/failure_points/point_faults.hpp"

#include <algorithm>
#include <set>

#include "core/check.hpp"

namespace ordeal::nemesis {

core::Value to_value(const PointReport& report) {
    return core::Value::object({{"asked", report.asked}, {"failed", report.failed}});
}

core::Random random_of_points(std::uint64_t run_seed, const Node& node) {
    return core::Random(run_seed).split("failure points").split(node);
}

core::Result<void> PointFaults::add(const std::string& point) {
    if (find(point) != nullptr) return {};
    if (page_.count == most_points)
        return core::fail("a node can have faults at {} failure points, not at more", most_points);
    if (point.empty() || point.size() > longest_point)
        return core::fail("the name of a failure point has 1 to {} bytes, not {}: \"{}\"",
                          longest_point, point.size(), point);
    PointSlot& slot = page_.slots[page_.count++];
    std::ranges::copy(point, slot.name);
    slot.seed = random_.split(point).seed();
    return {};
}

void PointFaults::begin(FaultId fault, const std::string& point, double probability) {
    PointSlot* const slot = find(point);
    CHECK(slot != nullptr, "{} is no failure point of this node", point);
    active_[fault] = {slot, probability, {slot->asked, slot->failed}};
    set_highest(*slot);
}

PointReport PointFaults::end(FaultId fault) {
    const auto ended = active_.extract(fault);
    CHECK(ended, "fault {} is at no failure point", fault);
    const Active& active = ended.mapped();
    set_highest(*active.slot);
    // In this order: what is asked meanwhile cannot make more failures than questions.
    const std::uint64_t failed = active.slot->failed;
    return {active.slot->asked - active.before.asked, failed - active.before.failed};
}

std::optional<FaultId> PointFaults::strike(std::string_view point) {
    std::set<const PointSlot*> asked;
    std::optional<FaultId> struck;
    for (const auto& [fault, active] : active_)
        if (covers(active.slot->name, point) && asked.insert(active.slot).second &&
            strikes(*active.slot) && !struck)
            struck = fault;
    return struck;
}

PointSlot* PointFaults::find(std::string_view point) {
    for (std::uint64_t i = 0; i < page_.count; ++i)
        if (page_.slots[i].name == point) return &page_.slots[i];
    return nullptr;
}

void PointFaults::set_highest(PointSlot& slot) {
    double highest = 0;
    for (const auto& [fault, active] : active_)
        if (active.slot == &slot) highest = std::max(highest, active.probability);
    slot.probability = highest;
}

}  // namespace ordeal::nemesis
