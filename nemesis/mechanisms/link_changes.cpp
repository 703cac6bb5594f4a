#include "nemesis/mechanisms/link_changes.hpp"

#include <algorithm>

#include "core/check.hpp"

namespace ordeal::nemesis {

bool LinkChanges::begin(FaultId id, std::vector<std::size_t> links, const LinkRule& change) {
    if (find(id)) return false;
    changes_.push_back({id, std::move(links), change});
    return true;
}

std::vector<std::size_t> LinkChanges::end(FaultId id) {
    const auto found = std::ranges::find(changes_, id, &Change::id);
    CHECK(found != changes_.end(), "no change {} of links to end", id);
    auto links = std::move(found->links);
    changes_.erase(found);
    return links;
}

const std::vector<std::size_t>* LinkChanges::find(FaultId id) const {
    const auto found = std::ranges::find(changes_, id, &Change::id);
    return found == changes_.end() ? nullptr : &found->links;
}

LinkRule LinkChanges::on_top_of(LinkRule rule, std::size_t link) const {
    for (const Change& one : changes_)
        if (std::ranges::find(one.links, link) != one.links.end()) rule = worse(rule, one.change);
    return rule;
}

}  // namespace ordeal::nemesis
