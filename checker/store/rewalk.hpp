// Walks to the states of a checkpoint again, level by level, each by one step from the state that
// it was found from. See checkpoint.hpp.
#pragma once

#include <algorithm>
#include <vector>

#include "checker/model/model.hpp"
#include "checker/search/links.hpp"
#include "checker/search/rows.hpp"

namespace ordeal::checker {

/// The rows of one level, by the numbers of their states.
template <Model M>
class LevelIndex {
  public:
    using State = typename M::State;
    using Unit = typename Rows<M>::Unit;

    /// Requires: ordered by number, of one shard.
    explicit LevelIndex(std::vector<Chunk<Unit>> chunks = {}) : chunks_(std::move(chunks)) {}

    const std::vector<Chunk<Unit>>& chunks() const { return chunks_; }

    /// The rows of the states from `first` on, so many of them, as chunks.
    std::vector<Chunk<Unit>> stretch(const M& model, std::uint32_t first,
                                     std::uint32_t count) const {
        std::vector<Chunk<Unit>> out;
        State state;
        const Chunk<Unit>* chunk = find(first);
        const Chunk<Unit>* const end = chunks_.data() + chunks_.size();
        for (; count > 0 && chunk != nullptr && chunk != end; ++chunk) {
            Chunk<Unit> part{chunk->begin, chunk->begin, chunk->first_number};
            for (; part.first_number < first && part.begin != chunk->end; ++part.first_number)
                part.begin = Rows<M>::read(model, part.begin, state);
            part.end = part.begin;
            for (; count > 0 && part.end != chunk->end; --count)
                part.end = Rows<M>::read(model, part.end, state);
            if (part.begin != part.end) out.push_back(part);
        }
        return out;
    }

    /// The chunk in which the number would be; null: it is before all of them.
    const Chunk<Unit>* find(std::uint32_t number) const {
        const auto after =
            std::ranges::upper_bound(chunks_, number, {}, &Chunk<Unit>::first_number);
        return after == chunks_.begin() ? nullptr : chunks_.data() + (after - chunks_.begin() - 1);
    }

  private:
    std::vector<Chunk<Unit>> chunks_;
};

/// One thread's way along states that were found one after the other: mostly from the same state as
/// the one before, or from one soon after it.
template <Model M>
class Rewalk {
  public:
    using State = typename M::State;

    /// Requires: both outlive it. `before` are the shards of the level before; none: these are
    /// initial states.
    Rewalk(const M& model, const std::vector<LevelIndex<M>>& before)
        : model_(model), before_(before) {
        if (before_.empty()) initial_ = model_.initial_states();
    }

    /// To the state to which the link leads. False: there is none, so this is another model.
    bool follow(const Link& link, State& state) {
        if (before_.empty()) {
            if (link.parent.place != Link::none || link.action >= initial_.size()) return false;
            state = initial_[link.action];
            return within_boundary(model_, state);
        }
        if (!seek(link.parent) || link.action >= actions_.size()) return false;
        state = parent_;
        return model_.apply(state, actions_[link.action]) && within_boundary(model_, state);
    }

  private:
    using Unit = typename Rows<M>::Unit;

    /// Reads the parent and its actions. False: it is not in the level before.
    bool seek(StateNumber number) {
        if (chunk_ != nullptr && number.shard == at_.shard && number.place == at_.place)
            return true;
        if (number.shard >= before_.size()) return false;
        const Chunk<Unit>* const chunk = before_[number.shard].find(number.place);
        if (chunk == nullptr) return false;
        if (chunk != chunk_ || number.place < at_.place) {
            chunk_ = chunk;
            next_ = Rows<M>::read(model_, chunk->begin, parent_);
            at_ = {number.shard, chunk->first_number};
        }
        for (; at_.place != number.place; ++at_.place) {
            if (next_ == chunk->end) {
                chunk_ = nullptr;
                return false;
            }
            next_ = Rows<M>::read(model_, next_, parent_);
        }
        actions_.clear();
        model_.actions(parent_, actions_);
        return true;
    }

    const M& model_;
    const std::vector<LevelIndex<M>>& before_;
    std::vector<State> initial_;
    const Chunk<Unit>* chunk_ = nullptr;  // of the parent; null: there is none
    StateNumber at_;                      // the parent's
    State parent_;
    const Unit* next_ = nullptr;  // the row after it
    std::vector<typename M::Action> actions_;
};

}  // namespace ordeal::checker
