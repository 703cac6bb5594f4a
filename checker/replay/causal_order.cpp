#include "checker/replay/causal_order.hpp"

#include <queue>
#include <utility>

namespace ordeal::checker {

std::optional<std::vector<std::size_t>> causal_order(
    const std::vector<std::int64_t>& times, const std::vector<std::vector<std::size_t>>& before) {
    using Timed = std::pair<std::int64_t, std::size_t>;
    std::priority_queue<Timed, std::vector<Timed>, std::greater<>> ready;
    std::vector<std::size_t> missing(before.size());
    std::vector<std::vector<std::size_t>> after(before.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
        missing[i] = before[i].size();
        for (const std::size_t cause : before[i])
            after[cause].push_back(i);
        if (missing[i] == 0) ready.emplace(times[i], i);
    }
    std::vector<std::size_t> order;
    while (!ready.empty()) {
        const std::size_t next = ready.top().second;
        ready.pop();
        order.push_back(next);
        for (const std::size_t effect : after[next])
            if (--missing[effect] == 0) ready.emplace(times[effect], effect);
    }
    if (order.size() < before.size()) return std::nullopt;
    return order;
}

}  // namespace ordeal::checker
