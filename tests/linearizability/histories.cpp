#include "tests/linearizability/histories.hpp"

#include <algorithm>

#include "core/json.hpp"

namespace ordeal::testing {

core::Operation make_kind(std::string f, core::Value argument, core::Value result,
                          std::string_view outcome) {
    core::Operation kind;
    kind.f = std::move(f);
    kind.argument = std::move(argument);
    kind.result = std::move(result);
    kind.outcome = *core::event_type(outcome);
    return kind;
}

namespace {

struct Overlaps {
    std::size_t count;
    std::size_t processes;
    std::vector<std::vector<Placed>> out;

    void extend(std::vector<Placed>& placed, std::size_t position) {
        std::size_t open = 0;
        for (const Placed& one : placed)
            open += !one.returned;
        if (placed.size() == count && open == 0) {
            out.push_back(placed);
            return;
        }
        if (placed.size() < count && open < processes) {
            placed.push_back({0, position, {}});
            extend(placed, position + 1);
            placed.pop_back();
        }
        for (Placed& one : placed) {
            if (one.returned) continue;
            one.returned = position;
            extend(placed, position + 1);
            one.returned.reset();
        }
    }
};

}  // namespace

std::vector<std::vector<Placed>> all_overlaps(std::size_t count, std::size_t processes) {
    Overlaps overlaps{count, processes, {}};
    std::vector<Placed> placed;
    placed.reserve(count);
    overlaps.extend(placed, 0);
    return overlaps.out;
}

std::vector<Placed> random_history(core::Random& random, std::size_t count, std::size_t processes,
                                   std::size_t kinds) {
    std::vector<Placed> history;
    std::vector<std::size_t> open;
    std::size_t position = 0;
    while (history.size() < count || !open.empty()) {
        const bool may_begin = history.size() < count && open.size() < processes;
        if (may_begin && (open.empty() || random.chance(0.6))) {
            open.push_back(history.size());
            history.push_back({random.below(kinds), position++, {}});
            continue;
        }
        const std::size_t which = random.below(open.size());
        history[open[which]].returned = position++;
        open.erase(open.begin() + static_cast<std::ptrdiff_t>(which));
    }
    return history;
}

void forget_returns(std::vector<Placed>& history, const std::vector<core::Operation>& kinds) {
    for (Placed& placed : history)
        if (kinds[placed.kind].outcome == core::EventType::info) placed.returned.reset();
}

std::vector<core::Operation> to_operations(const std::vector<Placed>& history,
                                           const std::vector<core::Operation>& kinds) {
    std::vector<core::Operation> operations;
    for (const Placed& placed : history) {
        core::Operation operation = kinds[placed.kind];
        operation.id = operations.size();
        operation.process = static_cast<std::int64_t>(operations.size());
        operation.invoked = placed.invoked;
        operation.completed = placed.returned;
        operations.push_back(std::move(operation));
    }
    return operations;
}

std::string to_text(const std::vector<core::Operation>& operations) {
    std::string out;
    for (const core::Operation& operation : operations)
        out += fmt::format("{}: {} {} -> {} {} [{}, {}]\n", operation.id, operation.f,
                           core::to_json(operation.argument), core::to_text(operation.outcome),
                           core::to_json(operation.result), operation.invoked,
                           operation.completed ? std::to_string(*operation.completed) : "never");
    return out;
}

}  // namespace ordeal::testing
