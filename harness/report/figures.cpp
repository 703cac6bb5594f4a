#include "harness/report/figures.hpp"

#include "core/json.hpp"

namespace ordeal::harness {

using core::Value;

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

std::map<std::string, FaultFigures> count_faults(const Value& faults) {
    std::map<std::string, FaultFigures> kinds;
    if (!faults.is_list()) return kinds;
    for (const Value& fault : faults.as_list()) {
        FaultFigures& figures = kinds[core::string_at(fault, "fault").value_or("fault")];
        ++figures.count;
        const Value* bit = fault.find("bit");
        figures.idle += !bit || *bit != Value(true);
        const Value* evidence = fault.find("evidence");
        const Value* end = evidence ? evidence->find("end") : nullptr;
        if (!end) continue;
        const auto dropped = core::int_at(*end, "packets-dropped");
        if (dropped) figures.packets_dropped += static_cast<std::uint64_t>(*dropped);
    }
    return kinds;
}

}  // namespace ordeal::harness
