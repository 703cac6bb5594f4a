#include "harness/worlds/node_mechanism.hpp"

#include <algorithm>

#include "harness/worlds/clock_faults.hpp"
#include "harness/worlds/disk_faults.hpp"
#include "harness/worlds/power_faults.hpp"

namespace ordeal::harness {

const std::vector<MechanismMaker>& mechanism_makers() {
    // Clocks come first: whoever else handles Kind::listener has to answer execs for them.
    static const std::vector<MechanismMaker> table{clock_fault_maker(), disk_fault_maker(),
                                                   power_fault_maker(), damage_fault_maker()};
    return table;
}

const MechanismMaker* find_maker(std::string_view kind) {
    for (const MechanismMaker& maker : mechanism_makers())
        if (std::ranges::find(maker.kinds, kind) != maker.kinds.end()) return &maker;
    return nullptr;
}

}  // namespace ordeal::harness
