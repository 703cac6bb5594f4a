#include "harness/report/figures.hpp"

namespace ordeal::harness {

OutcomeCounts count_outcomes(const std::vector<core::Operation>& operations) {
    OutcomeCounts counts;
    for (const core::Operation& operation : operations) {
        if (operation.outcome == core::EventType::ok)
            ++counts.ok;
        else if (operation.outcome == core::EventType::fail)
            ++counts.fail;
        else
            ++counts.info;
    }
    return counts;
}

std::map<std::string, FaultFigures> count_faults(const std::vector<nemesis::FaultRecord>& faults) {
    std::map<std::string, FaultFigures> kinds;
    for (const nemesis::FaultRecord& fault : faults) {
        FaultFigures& figures = kinds[std::string(kind(fault.fault))];
        ++figures.count;
        figures.idle += !fault.bit();
        const core::Value* dropped = fault.at_end.details.find("packets-dropped");
        if (dropped && dropped->is_int())
            figures.packets_dropped += static_cast<std::uint64_t>(dropped->as_int());
    }
    return kinds;
}

}  // namespace ordeal::harness
