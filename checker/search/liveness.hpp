// Whether something happens eventually. A counterexample is a path on which it never does and
// which either cannot go on or never ends. All its states lack the property, so it lies within the
// states that initial states reach through such states alone; there, any terminal state and any
// cycle is a counterexample, and there are no others. What else leads to those states (joins) does
// not matter, nor does the order of the search.
//
// Terminal states are looked for breadth first (the path is the shortest), then cycles by depth
// first search: an edge to a state on the stack closes one, and every cycle has such an edge.
#pragma once

#include <optional>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "checker/search/expander.hpp"
#include "checker/search/limits.hpp"
#include "checker/search/links.hpp"
#include "checker/search/visited.hpp"

namespace ordeal::checker {

/// Places of actions, as replay() takes them; `loop` as in Path.
struct Lasso {
    std::vector<std::uint32_t> places;
    std::optional<std::size_t> loop;
};

template <Model M, typename Set>
class Liveness {
  public:
    using State = typename M::State;

    Liveness(const M& model, const Property<M>& property, Limits& limits)
        : expander_(model), property_(property), limits_(limits) {}

    /// Nothing also when a limit was hit: see Limits::stopped.
    std::optional<Lasso> run() {
        if (auto terminal = find_terminal()) return terminal;
        if (limits_.stopped()) return std::nullopt;
        return find_cycle();
    }

  private:
    bool lacks(const State& state) const { return !property_.holds(expander_.model(), state); }

    std::optional<Lasso> find_terminal() {
        Set set;
        Links links;
        std::vector<State> level;
        std::vector<State> next;
        const auto offer = [&](const Successor<M>& successor, const Link& link) {
            if (!lacks(successor.state)) return;
            if (!set.offer(expander_.model(), successor.state, successor.print).added) return;
            links.append(link);
            next.push_back(successor.state);
        };
        for (const auto& state : expander_.initial())
            offer(state, {{0, Link::none}, state.action});
        for (std::uint32_t number = 0; !next.empty();) {
            level.clear();
            std::swap(level, next);
            for (const State& state : level) {
                if (!limits_.look()) return std::nullopt;
                const auto successors = expander_.expand(state);
                if (expander_.steps() == 0) return Lasso{way_to(links, number), {}};
                for (const auto& successor : successors)
                    offer(successor, {{0, number}, successor.action});
                ++number;
            }
        }
        return std::nullopt;
    }

    static std::vector<std::uint32_t> way_to(const Links& links, std::uint32_t number) {
        std::vector<std::uint32_t> places;
        for (; number != Link::none; number = links.get(number).parent.place)
            places.push_back(links.get(number).action);
        return {places.rbegin(), places.rend()};
    }

    /// A state on the way: which successors are still to be looked at.
    struct Frame {
        std::uint32_t place = 0;  // of the action that led here
        std::uint64_t key = 0;
        std::vector<Successor<M>> successors;
        std::size_t next = 0;
    };

    std::optional<Lasso> find_cycle() {
        Set set;
        boost::unordered_flat_map<std::uint64_t, std::size_t> on_stack;  // key -> height
        const auto initial = expander_.initial();
        const std::vector<Successor<M>> roots(initial.begin(), initial.end());
        for (const auto& root : roots) {
            if (!lacks(root.state)) continue;
            const auto offered = set.offer(expander_.model(), root.state, root.print);
            if (!offered.added) continue;
            if (auto lasso = walk(set, on_stack, root, offered.key)) return lasso;
            if (limits_.stopped()) return std::nullopt;
        }
        return std::nullopt;
    }

    std::optional<Lasso> walk(Set& set,
                              boost::unordered_flat_map<std::uint64_t, std::size_t>& on_stack,
                              const Successor<M>& root, std::uint64_t key) {
        std::vector<Frame> stack;
        const auto enter = [&](const Successor<M>& successor, std::uint64_t entered) {
            const auto successors = expander_.expand(successor.state);
            on_stack[entered] = stack.size();
            stack.push_back({successor.action, entered, {successors.begin(), successors.end()}});
        };
        enter(root, key);
        while (!stack.empty()) {
            if (!limits_.look()) return std::nullopt;
            Frame& top = stack.back();
            if (top.next == top.successors.size()) {
                on_stack.erase(top.key);
                stack.pop_back();
                continue;
            }
            const Successor<M> successor = top.successors[top.next++];
            if (!lacks(successor.state)) continue;
            const auto offered = set.offer(expander_.model(), successor.state, successor.print);
            if (offered.added)
                enter(successor, offered.key);
            else if (const auto height = on_stack.find(offered.key); height != on_stack.end())
                return closed(stack, successor.action, height->second);
        }
        return std::nullopt;
    }

    static Lasso closed(const std::vector<Frame>& stack, std::uint32_t last, std::size_t loop) {
        Lasso lasso;
        for (const Frame& frame : stack)
            lasso.places.push_back(frame.place);
        lasso.places.push_back(last);
        lasso.loop = loop;
        return lasso;
    }

    Expander<M> expander_;
    const Property<M>& property_;
    Limits& limits_;
};

}  // namespace ordeal::checker
