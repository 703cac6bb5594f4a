#include "tests/linearizability/order_oracle.hpp"

namespace ordeal::testing {

OrderOracle::OrderOracle(std::string model, const core::Value& initial,
                         std::vector<core::Operation> kinds)
    : model_(std::move(model)), kinds_(std::move(kinds)) {
    initial_ = number_of(reference_initial(model_, initial));
}

std::size_t OrderOracle::number_of(const core::Value& state) {
    const auto [place, added] = numbers_.try_emplace(state, states_.size());
    if (added) {
        states_.push_back(state);
        next_.emplace_back(kinds_.size());
    }
    return place->second;
}

const OrderOracle::States& OrderOracle::next(std::size_t state, std::size_t kind) {
    if (!next_[state][kind].known) {
        States states;
        for (const auto& value : reference_next(model_, states_[state], kinds_[kind]))
            states.push_back(number_of(value));
        next_[state][kind] = {true, std::move(states)};
    }
    return next_[state][kind].states;
}

void OrderOracle::prepare(const SmallHistory& history) {
    history_ = history;
    required_ = 0;
    for (std::size_t i = 0; i < history.size; ++i) {
        if (history.end[i] != SmallHistory::never) required_ |= 1u << i;
        before_[i] = 0;
        for (std::size_t j = 0; j < history.size; ++j)
            if (history.precedes(j, i)) before_[i] |= 1u << j;
    }
}

bool OrderOracle::is_valid(const SmallHistory& history) {
    prepare(history);
    return search(initial_, 0);
}

bool OrderOracle::search(std::size_t state, unsigned done) {
    if ((required_ & ~done) == 0) return true;
    for (std::size_t i = 0; i < history_.size; ++i) {
        if (done >> i & 1 || (before_[i] & ~done) != 0) continue;
        const std::size_t count = next(state, history_.kind[i]).size();
        for (std::size_t which = 0; which < count; ++which)
            if (search(next(state, history_.kind[i])[which], done | 1u << i)) return true;
    }
    return false;
}

bool OrderOracle::is_witness(const SmallHistory& history, std::span<const std::uint32_t> order) {
    prepare(history);
    unsigned done = 0;
    for (const std::uint32_t i : order) {
        if (i >= history.size || done >> i & 1 || (before_[i] & ~done) != 0) return false;
        done |= 1u << i;
    }
    return (required_ & ~done) == 0 && play(initial_, order);
}

bool OrderOracle::play(std::size_t state, std::span<const std::uint32_t> order) {
    if (order.empty()) return true;
    const std::size_t kind = history_.kind[order[0]];
    const std::size_t count = next(state, kind).size();
    for (std::size_t which = 0; which < count; ++which)
        if (play(next(state, kind)[which], order.subspan(1))) return true;
    return false;
}

}  // namespace ordeal::testing
