// Iterative deepening (Korf 1985): depth first to depth 1, then to depth 2, and so on. So its
// counterexamples are the shortest ones, and what it must keep is one path. What it keeps beside
// that, fingerprints of states with the depth at which they were reached, is to save time, and
// takes no more memory than it is given.
//
// A state that was reached in this round at no greater depth is passed over. Each state is reached
// at its least depth d in round d at the latest: if the state before it on a shortest way is
// expanded at its least depth d - 1 (which is below the limit in round d), it is offered at d. So
// what round d looks at for the first time has depth d, which makes what it finds the shortest.
// When a round reaches no state that was not known, all are.
//
// One thread. Where the memory is too small for all states, some are searched several times, the
// number of unique states is that of those remembered, and on a model with cycles it may end by
// the limits only.
#pragma once

#include <vector>

#include "checker/search/depth_table.hpp"
#include "checker/search/discoveries.hpp"
#include "checker/search/expander.hpp"
#include "checker/search/limits.hpp"

namespace ordeal::checker {

template <Model M>
class IterativeDeepening {
  public:
    using State = typename M::State;

    IterativeDeepening(const M& model, const SearchOptions& options, Limits& limits,
                       Discoveries<M>& discoveries)
        : options_(options),
          limits_(limits),
          discoveries_(discoveries),
          expander_(model),
          pulse_(limits),
          table_(options.max_memory_bytes.value_or(usual_bytes * 2) / 2) {}

    void run() {
        generated_ = expander_.initial().size();
        for (limit_ = 1;; ++limit_) {
            found_more_ = false;
            dig();
            if (limits_.stopped()) return;
            if (!found_more_) break;
            depth_ = limit_;
            if (discoveries_.all_settled() && !options_.explore_all) return;
            if (options_.max_depth == limit_) return limits_.stop("the limit on depth");
        }
        exhausted_ = true;
    }

    bool exhausted() const { return exhausted_; }
    std::uint32_t depth() const { return depth_; }
    std::uint64_t generated() const { return generated_; }
    std::uint64_t unique() const { return table_.forgot() ? table_.size() : unique_; }
    std::size_t visited_bytes() const { return table_.bytes() + links_.bytes(); }
    std::size_t frontier_bytes() const { return frames_.size() * sizeof(Frame); }
    Link link(StateNumber number) const { return links_.get(number.place); }

  private:
    static constexpr std::size_t usual_bytes = std::size_t{512} << 20;

    /// The successors of a state on the path, and which of them is the next to be looked at.
    struct Frame {
        std::vector<Successor<M>> successors;
        std::size_t size = 0;
        std::size_t next = 0;
    };

    /// One round. height_ is the depth of the state whose successors are in the last frame; the
    /// first frame has the initial states.
    void dig() {
        height_ = 0;
        fill(expander_.initial());
        while (!limits_.stopped()) {
            Frame& frame = frames_[height_];
            if (frame.next == frame.size) {
                if (height_-- == 0) return;
                continue;
            }
            const Successor<M>& successor = frame.successors[frame.next++];
            if (!enter(successor)) continue;
            if (!pulse_.beat()) return;
            if (limits_.progress_due()) tell();
            descend(successor);
        }
    }

    void fill(std::span<const Successor<M>> successors) {
        if (frames_.size() <= height_) frames_.emplace_back();
        Frame& frame = frames_[height_];
        if (frame.successors.size() < successors.size()) frame.successors.resize(successors.size());
        std::copy(successors.begin(), successors.end(), frame.successors.begin());
        frame.size = successors.size();
        frame.next = 0;
    }

    /// Whether the state is to be expanded, at depth height_ + 1.
    bool enter(const Successor<M>& successor) {
        const std::uint32_t depth = height_ + 1;
        DepthTable::Entry* entry = table_.find(successor.print);
        if (entry != nullptr && entry->round == limit_ && entry->depth <= depth) return false;
        if (entry == nullptr) {
            if (!limits_.admit_state()) return false;
            found_more_ = true;
            ++unique_;
            entry = &table_.insert({successor.print, limit_, depth, 0});
            looking(depth, [&](StateNumber number) {
                discoveries_.look(expander_.model(), successor.state, number);
            });
        }
        entry->round = limit_;
        entry->depth = depth;
        return depth < limit_;
    }

    void descend(const Successor<M>& successor) {
        const auto successors = expander_.expand(successor.state);
        DepthTable::Entry* const entry = table_.find(successor.print);
        if (entry == nullptr || entry->expanded == 0) {
            generated_ += successors.size();
            looking(height_ + 1, [&](StateNumber number) {
                discoveries_.look_at_steps(expander_, successor.state, successors, number);
            });
        }
        if (entry != nullptr) entry->expanded = 1;
        ++height_;
        fill(successors);
    }

    /// Calls look(number). If that settles something, the path of so many states becomes links, the
    /// last of which has the number.
    template <typename Look>
    void looking(std::uint32_t depth, const Look& look) {
        const std::size_t open = discoveries_.open();
        look(StateNumber{0, links_.size() + depth - 1});
        if (open == discoveries_.open()) return;
        Link link{{0, Link::none}, 0};
        for (std::uint32_t i = 0; i < depth; ++i) {
            link.action = frames_[i].successors[frames_[i].next - 1].action;
            link.parent.place = links_.append(link);
        }
    }

    void tell() {
        limits_.tell({.generated = generated_,
                      .unique = unique(),
                      .frontier = height_,
                      .depth = limit_,
                      .settled = discoveries_.settled()});
    }

    const SearchOptions& options_;
    Limits& limits_;
    Discoveries<M>& discoveries_;
    Expander<M> expander_;
    Pulse pulse_;
    DepthTable table_;
    Links links_;  // of the paths that were found
    std::vector<Frame> frames_;
    std::uint32_t height_ = 0;
    std::uint32_t limit_ = 0;
    bool found_more_ = false;
    std::uint64_t generated_ = 0;
    std::uint64_t unique_ = 0;
    std::uint32_t depth_ = 0;
    bool exhausted_ = false;
};

}  // namespace ordeal::checker
