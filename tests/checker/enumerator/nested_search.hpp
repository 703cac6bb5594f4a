// Liveness by the book, for graphs of a few dozen states: an automaton of what refutes a property
// is multiplied with the graph, fairness is counted through class by class (Choueka 1974), and the
// nested depth-first search (Courcoubetis, Vardi, Wolper & Yannakakis 1992) looks for a cycle
// through an accepting state. Where a path may be over, it may stay for ever. Nothing is shared
// with the checker.
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <tuple>
#include <vector>

namespace ordeal::enumerator {

struct FairStep {
    std::size_t to = 0;
    int fairness = -1;  // the class, none: -1
    bool beyond = false;
};

/// Whom a path may not keep waiting for ever, if `fair`: classes 0 to classes - 1.
struct FairGraph {
    std::vector<std::vector<FairStep>> steps;  // of each state, those over the boundary included
    std::vector<std::size_t> initial;
    int classes = 0;
    bool fair = false;

    bool enables(std::size_t state, int fairness) const {
        for (const FairStep& step : steps[state])
            if (step.fairness == fairness) return true;
        return false;
    }
    bool may_end(std::size_t state) const {
        if (!fair) return steps[state].empty();
        for (int c = 0; c < classes; ++c)
            if (enables(state, c)) return false;
        return true;
    }
};

/// A Büchi automaton that reads states: `moves(phase, state)` are the phases it may be in after it
/// has read the state.
struct Automaton {
    std::function<std::vector<int>(int, std::size_t)> moves;
    std::function<bool(int, std::size_t)> accepts;  // the phase after, and the state just read
};

using Mark = std::function<bool(std::size_t)>;

inline Automaton refutes_eventually(Mark p) {
    return {[p](int, std::size_t s) { return p(s) ? std::vector<int>{} : std::vector<int>{0}; },
            [](int, std::size_t) { return true; }};
}

inline Automaton refutes_eventually_always(Mark p) {
    return {[](int, std::size_t) { return std::vector<int>{0}; },
            [p](int, std::size_t s) { return !p(s); }};
}

/// Guesses when p is that no q follows.
inline Automaton refutes_leads_to(Mark p, Mark q) {
    return {[p, q](int phase, std::size_t s) {
                std::vector<int> out;
                if (phase == 0) out.push_back(0);
                if (!q(s) && (phase == 1 || p(s))) out.push_back(1);
                return out;
            },
            [](int phase, std::size_t) { return phase == 1; }};
}

class NestedSearch {
  public:
    NestedSearch(const FairGraph& graph, const Automaton& automaton)
        : graph_(graph), automaton_(automaton) {}

    /// Whether some path is accepted.
    bool run() {
        for (const std::size_t state : graph_.initial)
            for (const int phase : automaton_.moves(0, state))
                if (outer({state, phase, 0})) return true;
        return false;
    }

  private:
    using Node = std::tuple<std::size_t, int, int>;  // state, phase, whose turn it is

    /// Turn 0 waits for an accepting state; turn c + 1 for class c.
    bool turn_is_over(const Node& node, const FairStep& step) const {
        const auto& [state, phase, turn] = node;
        if (turn == 0) return automaton_.accepts(phase, state);
        return step.fairness == turn - 1 || !graph_.enables(state, turn - 1);
    }
    bool accepting(const Node& node) const {
        return std::get<2>(node) == 0 && automaton_.accepts(std::get<1>(node), std::get<0>(node));
    }

    std::vector<Node> next(const Node& node) const {
        const auto& [state, phase, turn] = node;
        std::vector<FairStep> steps = graph_.steps[state];
        if (graph_.may_end(state)) steps.push_back({state, -1, false});
        std::vector<Node> out;
        const int turns = graph_.fair ? graph_.classes + 1 : 1;
        for (const FairStep& step : steps) {
            if (step.beyond) continue;
            const int then = turn_is_over(node, step) ? (turn + 1) % turns : turn;
            for (const int to : automaton_.moves(phase, step.to))
                out.emplace_back(step.to, to, then);
        }
        return out;
    }

    bool outer(const Node& node) {
        if (!outer_.insert(node).second) return false;
        for (const Node& to : next(node))
            if (outer(to)) return true;
        if (!accepting(node)) return false;
        seed_ = node;
        return inner(node);
    }
    bool inner(const Node& node) {
        for (const Node& to : next(node)) {
            if (to == seed_) return true;
            if (inner_.insert(to).second && inner(to)) return true;
        }
        return false;
    }

    const FairGraph& graph_;
    const Automaton& automaton_;
    std::set<Node> outer_;
    std::set<Node> inner_;
    Node seed_;
};

}  // namespace ordeal::enumerator
