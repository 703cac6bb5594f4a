#include "harness/worlds/node_mechanism.hpp"

#include <algorithm>
#include <utility>

#include "harness/worlds/clock_faults.hpp"
#include "harness/worlds/disk_faults.hpp"
#include "harness/worlds/failure_point_faults.hpp"
#include "harness/worlds/power_faults.hpp"
#include "harness/worlds/resource_faults.hpp"

namespace ordeal::harness {

namespace {

std::vector<MechanismMaker> make_table() {
    // Clocks come first: whoever else handles Kind::listener has to answer execs for them.
    std::vector<MechanismMaker> table{clock_fault_maker(), disk_fault_maker(), power_fault_maker(),
                                      damage_fault_maker(), failure_point_maker()};
    for (MechanismMaker& maker : resource_fault_makers())
        table.push_back(std::move(maker));
    return table;
}

}  // namespace

const std::vector<MechanismMaker>& mechanism_makers() {
    static const std::vector<MechanismMaker> table = make_table();
    return table;
}

const MechanismMaker* find_maker(std::string_view kind) {
    for (const MechanismMaker& maker : mechanism_makers())
        if (std::ranges::find(maker.kinds, kind) != maker.kinds.end()) return &maker;
    return nullptr;
}

}  // namespace ordeal::harness
