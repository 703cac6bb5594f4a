#include "linearizability/consistency/reduce.hpp"

#include <algorithm>
#include <vector>

namespace ordeal::linearizability {

namespace {

/// All but those from `begin` to `end`, all that read from these, and of what may not have happened
/// that which nobody reads any more.
std::vector<bool> without(const Accesses& accesses, std::size_t begin, std::size_t end) {
    std::vector<bool> keep(accesses.all.size(), true);
    std::fill_n(keep.begin() + static_cast<std::ptrdiff_t>(begin), end - begin, false);
    for (bool changed = true; changed;) {
        changed = false;
        std::vector<bool> read(keep.size());
        for (std::size_t i = 0; i < keep.size(); ++i)
            if (const auto source = accesses.all[i].source; keep[i] && source != no_access)
                read[source] = true;
        for (std::size_t i = 0; i < keep.size(); ++i) {
            const Access& access = accesses.all[i];
            const bool lost = access.source != no_access && !keep[access.source];
            const bool unseen = access.operation->outcome == core::EventType::info && !read[i];
            if (!keep[i] || (!lost && !unseen)) continue;
            keep[i] = false;
            changed = true;
        }
    }
    return keep;
}

}  // namespace

Accesses reduced(const Accesses& accesses, const std::function<bool(const Accesses&)>& breaks,
                 const std::function<bool()>& give_up) {
    Accesses kept = accesses;
    for (std::size_t chunk = kept.all.size(); chunk > 0;) {
        bool removed = false;
        // From the end, so that what is left out is read by few.
        for (std::size_t end = kept.all.size(); end > 0;) {
            if (give_up()) return kept;
            const std::size_t begin = end > chunk ? end - chunk : 0;
            const auto keep = without(kept, begin, end);
            auto part = only(kept, keep);
            const auto lost = static_cast<std::size_t>(
                std::count(keep.begin(), keep.begin() + static_cast<std::ptrdiff_t>(begin), false));
            end = begin - lost;
            if (!breaks(part)) {
                end = begin;
                continue;
            }
            kept = std::move(part);
            removed = true;
        }
        if (chunk > 1 || !removed) chunk /= 2;
    }
    return kept;
}

}  // namespace ordeal::linearizability
