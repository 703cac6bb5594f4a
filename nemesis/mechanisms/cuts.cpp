#include "nemesis/mechanisms/cuts.hpp"

#include "core/check.hpp"

namespace ordeal::nemesis {

bool Cuts::begin(FaultId id, std::span<const std::size_t> links) {
    const auto [fault, is_fresh] = faults_.try_emplace(id);
    if (!is_fresh) return false;
    for (const std::size_t link : links)
        if (fault->second.try_emplace(link, 0).second) holders_.at(link).push_back(id);
    return true;
}

Cuts::Dropped Cuts::end(FaultId id) {
    auto fault = faults_.extract(id);
    CHECK(!fault.empty(), "no cut {} to end", id);
    for (const auto& [link, dropped] : fault.mapped())
        std::erase(holders_[link], id);
    return std::move(fault.mapped());
}

const Cuts::Dropped* Cuts::find(FaultId id) const {
    const auto fault = faults_.find(id);
    return fault == faults_.end() ? nullptr : &fault->second;
}

void Cuts::count_drop(std::size_t link) {
    for (const FaultId id : holders_[link])
        ++faults_[id][link];
}

}  // namespace ordeal::nemesis
