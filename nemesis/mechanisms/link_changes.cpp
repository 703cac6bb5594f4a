#include "nemesis/mechanisms/link_changes.hpp"

#include <algorithm>
#include <utility>

#include "core/check.hpp"

namespace ordeal::nemesis {

bool LinkChanges::begin(FaultId id, std::span<const std::size_t> links, const LinkRule& change,
                        std::span<const LinkCounters> counters) {
    if (contains(id)) return false;
    Change one{id, change, {}};
    for (const std::size_t link : links)
        one.before.emplace(link, counters[link]);
    changes_.push_back(std::move(one));
    return true;
}

LinkChanges::Done LinkChanges::end(FaultId id, std::span<const LinkCounters> counters) {
    const auto found = std::ranges::find(changes_, id, &Change::id);
    CHECK(found != changes_.end(), "no change {} of links to end", id);
    Done done;
    for (const auto& [link, before] : found->before) {
        done[link] = counters[link];
        done[link] -= before;
    }
    changes_.erase(found);
    return done;
}

bool LinkChanges::contains(FaultId id) const {
    return std::ranges::find(changes_, id, &Change::id) != changes_.end();
}

LinkRule LinkChanges::on_top_of(LinkRule rule, std::size_t link) const {
    for (const Change& one : changes_)
        if (one.before.contains(link)) rule = worse(rule, one.change);
    return rule;
}

}  // namespace ordeal::nemesis
