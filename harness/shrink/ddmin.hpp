// Delta debugging (Zeller & Hildebrandt 2002): from a list with which something fails to a part of
// it with which it still fails and from which no single item can be left out.
//
// Parts are left out in chunks: halves, then quarters and so on down to single items; after a chunk
// could be left out the rest is cut into as many chunks as before. It ends only after every single
// item of what is left was tried and could not be left out, so the result is 1-minimal, provided
// that the test gives the same answer for the same list. It takes O(n^2) tests at worst, O(log n)
// when one item is to blame.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace ordeal::harness {

/// `fails(part)` says whether it still fails with that part, whose items are in their old order.
/// Requires: it fails with all items. The empty list is tried too.
template <typename Item>
std::vector<Item> ddmin(std::vector<Item> items,
                        const std::function<bool(const std::vector<Item>&)>& fails) {
    if (items.empty() || fails({})) return {};
    std::size_t chunks = 2;
    while (items.size() > 1) {
        const std::size_t count = items.size();
        chunks = std::min(chunks, count);
        bool smaller = false;
        for (std::size_t i = 0; i < chunks && !smaller; ++i) {
            const auto begin = items.begin() + static_cast<std::ptrdiff_t>(count * i / chunks);
            const auto end = items.begin() + static_cast<std::ptrdiff_t>(count * (i + 1) / chunks);
            std::vector<Item> rest(items.begin(), begin);
            rest.insert(rest.end(), end, items.end());
            if (!fails(rest)) continue;
            items = std::move(rest);
            smaller = true;
        }
        if (smaller)
            chunks = std::max<std::size_t>(chunks - 1, 2);
        else if (chunks == count)
            return items;
        else
            chunks *= 2;
    }
    return items;
}

}  // namespace ordeal::harness
