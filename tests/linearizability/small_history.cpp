#include "tests/linearizability/small_history.hpp"

namespace ordeal::testing {

void SmallHistories::for_each(std::size_t operations, const Use& use) {
    operations_ = operations;
    use_ = &use;
    history_ = {};
    block_ = 0;
    begin_block();
}

std::vector<std::size_t> SmallHistories::open() const {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < history_.size; ++i)
        if (!crashed_[history_.kind[i]] && history_.end[i] == SmallHistory::never) out.push_back(i);
    return out;
}

void SmallHistories::begin_block() {
    if (history_.size == operations_) return emit();
    invoke(0, open().size());
}

/// Adds invocations of ever greater kinds to the block; `open_before`: living ones under way when
/// it began. Crashed ones come first, so that one process does for all of them.
void SmallHistories::invoke(std::size_t least_kind, std::size_t open_before) {
    finish_invocations();
    if (history_.size == operations_) return;
    const std::size_t at = history_.size++;
    for (std::size_t kind = least_kind; kind < crashed_.size(); ++kind) {
        history_.kind[at] = static_cast<std::uint8_t>(kind);
        history_.begin[at] = block_;
        history_.end[at] = SmallHistory::never;
        const std::size_t busy = crashed_[kind] ? open_before + 1 : open().size();
        if (busy <= processes_) invoke(kind, open_before);
    }
    --history_.size;
}

void SmallHistories::finish_invocations() {
    if (history_.size == 0 || history_.begin[history_.size - 1] != block_) return;
    if (!open().empty())
        choose_returns();
    else if (history_.size == operations_)
        emit();
}

void SmallHistories::choose_returns() {
    const auto candidates = open();
    const unsigned all = (1u << candidates.size()) - 1;
    const bool last = history_.size == operations_;
    for (unsigned returning = last ? all : 1; returning <= all; ++returning) {
        bool first_of_twins = true;
        for (std::size_t i = 0; i < candidates.size(); ++i)
            if (returning >> i & 1) first_of_twins &= is_first_of_twins(i, returning, candidates);
        if (!first_of_twins) continue;
        for (std::size_t i = 0; i < candidates.size(); ++i)
            if (returning >> i & 1) history_.end[candidates[i]] = block_;
        ++block_;
        begin_block();
        --block_;
        for (const std::size_t i : candidates)
            history_.end[i] = SmallHistory::never;
    }
}

/// Does every operation of the same kind and block that stands before it return with it?
bool SmallHistories::is_first_of_twins(std::size_t which, unsigned returning,
                                       const std::vector<std::size_t>& open) const {
    for (std::size_t i = 0; i < which; ++i) {
        const bool twins = history_.kind[open[i]] == history_.kind[open[which]] &&
                           history_.begin[open[i]] == history_.begin[open[which]];
        if (twins && !(returning >> i & 1)) return false;
    }
    return true;
}

void SmallHistories::emit() const {
    if (!exchanged_.empty()) {
        std::array<int, 64> more{};  // of each kind: here, less those when exchanged
        for (std::size_t i = 0; i < history_.size; ++i) {
            ++more[history_.kind[i]];
            --more[exchanged_[history_.kind[i]]];
        }
        for (const int difference : more) {
            if (difference > 0) return;
            if (difference < 0) break;
        }
    }
    (*use_)(history_);
}

SmallHistory random_small_history(core::Random& random, const std::vector<bool>& crashed) {
    SmallHistory history;
    history.size = 6 + random.below(4);
    const std::size_t processes = 2 + random.below(3);
    std::uint8_t block = 0;
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < history.size; ++i) {
        if (open.size() == processes || (!open.empty() && random.chance(0.4))) {
            random.shuffle(open);
            for (std::size_t left = 1 + random.below(open.size()); left > 0; --left) {
                history.end[open.back()] = block;
                open.pop_back();
            }
            ++block;
        }
        history.kind[i] = static_cast<std::uint8_t>(random.below(crashed.size()));
        history.begin[i] = block;
        history.end[i] = SmallHistory::never;
        if (!crashed[history.kind[i]]) open.push_back(i);
    }
    for (const std::size_t i : open)
        history.end[i] = block;
    return history;
}

}  // namespace ordeal::testing
