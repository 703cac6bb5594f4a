// Depth first with one thread: a stack of states whose successors were not looked at. It needs
// less memory than breadth first where the space is wide, and its counterexamples are not the
// shortest.
//
// With a limit on depth a state that was first reached by a long way, and is reached again by a
// shorter one, is expanded again: otherwise what lies within the limit behind it would be missed.
#pragma once

#include <vector>

#include "checker/search/discoveries.hpp"
#include "checker/search/expander.hpp"
#include "checker/search/limits.hpp"
#include "checker/search/visited.hpp"

namespace ordeal::checker {

template <Model M, typename Set>
class DepthFirst {
  public:
    using State = typename M::State;

    DepthFirst(const M& model, const SearchOptions& options, Limits& limits,
               Discoveries<M>& discoveries)
        : options_(options), limits_(limits), discoveries_(discoveries), expander_(model) {}

    void run() {
        const auto initial = expander_.initial();
        generated_ += initial.size();
        for (const auto& state : initial)
            offer(state, {{0, Link::none}, state.action}, 1);
        while (height_ > 0) {
            if (discoveries_.all_settled() && !options_.explore_all) return;
            if (!limits_.states(links_.size()) || !limits_.look()) return;
            expand();
        }
        exhausted_ = !cut_;
        if (cut_) limits_.stop("the limit on depth");
    }

    bool exhausted() const { return exhausted_; }
    std::uint32_t depth() const { return depth_; }
    std::uint64_t generated() const { return generated_; }
    std::uint64_t unique() const { return links_.size(); }
    std::size_t visited_bytes() const {
        return set_.bytes() + links_.bytes() + reached_.size() * (sizeof(Reached) + 9);
    }
    std::size_t frontier_bytes() const {
        return states_.size() * sizeof(State) + entries_.size() * sizeof(Entry);
    }
    Link link(StateNumber number) const { return links_.get(number.place); }

  private:
    struct Entry {
        std::uint32_t place = 0;
        std::uint32_t depth = 0;
        bool again = false;  // its successors were counted before
    };
    /// Kept only when there is a limit on depth.
    struct Reached {
        std::uint32_t place = 0;
        std::uint32_t depth = 0;
        bool expanded = false;
    };

    void push(const State& state, Entry entry) {
        if (height_ == states_.size()) {
            states_.emplace_back();
            entries_.emplace_back();
        }
        states_[height_] = state;
        entries_[height_++] = entry;
    }

    void offer(const Successor<M>& successor, const Link& link, std::uint32_t depth) {
        const auto offered = set_.offer(expander_.model(), successor.state, successor.print);
        if (offered.added) {
            const std::uint32_t place = links_.append(link);
            depth_ = std::max(depth_, depth);
            discoveries_.look(expander_.model(), successor.state, {0, place});
            if (set_.full()) limits_.stop("the set of states is full");
            if (options_.max_depth) return first_time(successor.state, offered.key, place, depth);
            push(successor.state, {place, depth, false});
        } else if (options_.max_depth) {
            reached_again(successor.state, offered.key, link, depth);
        }
    }

    void first_time(const State& state, std::uint64_t key, std::uint32_t place,
                    std::uint32_t depth) {
        const bool expand = depth < *options_.max_depth;
        reached_[key] = {place, depth, expand};
        if (expand)
            push(state, {place, depth, false});
        else
            ++beyond_;
        cut_ = beyond_ > 0;
    }

    void reached_again(const State& state, std::uint64_t key, const Link& link,
                       std::uint32_t depth) {
        Reached& reached = reached_[key];
        if (depth >= reached.depth) return;
        reached.depth = depth;
        links_.set(reached.place, link);
        push(state, {reached.place, depth, reached.expanded});
        if (!reached.expanded) --beyond_;
        reached.expanded = true;
        cut_ = beyond_ > 0;
    }

    void expand() {
        const Entry entry = entries_[--height_];
        std::swap(from_, states_[height_]);
        const auto successors = expander_.expand(from_);
        if (!entry.again) generated_ += successors.size();
        for (const auto& successor : successors)
            set_.prefetch(successor.print);
        for (const auto& successor : successors)
            offer(successor, {{0, entry.place}, successor.action}, entry.depth + 1);
    }

    const SearchOptions& options_;
    Limits& limits_;
    Discoveries<M>& discoveries_;
    Expander<M> expander_;
    Set set_;
    Links links_;
    std::vector<State> states_;  // the stack; what is above height_ is kept for its memory
    std::vector<Entry> entries_;
    std::size_t height_ = 0;
    State from_;
    boost::unordered_flat_map<std::uint64_t, Reached> reached_;
    std::size_t beyond_ = 0;  // states at the limit on depth, not expanded
    bool cut_ = false;
    std::uint64_t generated_ = 0;
    std::uint32_t depth_ = 0;
    bool exhausted_ = false;
};

}  // namespace ordeal::checker
