#include "checker/search/step_graph.hpp"

#include <algorithm>
#include <deque>
#include <unordered_map>

#include "core/check.hpp"

namespace ordeal::checker {

namespace {

constexpr std::uint32_t none = StepGraph::none;

using States = std::vector<std::uint32_t>;

/// Classes, each once, in order.
using Classes = std::vector<std::uint32_t>;

class Refuter {
  public:
    Refuter(const StepGraph& graph, const Region& region, Limits& limits)
        : graph_(graph), region_(region), limits_(limits), from_(graph.size(), none) {}

    std::optional<Walk> run() {
        reach();
        for (const std::uint32_t state : reached_)
            if (region_.lacking[state] && may_end(state)) return walk(way_to(state), {});
        find_components();
        if (limits_.stopped() || best_.empty()) return std::nullopt;
        return lasso();
    }

  private:
    std::uint64_t begin(std::uint32_t state) const { return graph_.first_step[state]; }
    std::uint64_t end(std::uint32_t state) const { return graph_.first_step[state + 1]; }
    bool inside(std::uint32_t state) const { return state != none && region_.inside[state]; }

    /// All states that can be reached within the region, the nearest to an initial state first: a
    /// breadth-first search from all entries, each of which joins in when its depth has come.
    void reach() {
        std::vector<std::uint32_t> depth(graph_.size(), 0);
        std::vector<std::uint32_t> reached_at(graph_.size(), none);
        for (std::uint32_t state = 0; state < graph_.size(); ++state)
            if (graph_.parents[state] != none) depth[state] = depth[graph_.parents[state]] + 1;
        std::size_t next = 0;
        const auto join = [&](std::uint32_t state, std::uint32_t at, std::uint32_t from) {
            if (reached_at[state] != none) return;
            reached_at[state] = at;
            from_[state] = from;
            reached_.push_back(state);
        };
        for (std::uint32_t entry = 0;;) {
            while (entry < graph_.size() && !region_.entries[entry])
                ++entry;
            const bool open = next < reached_.size();
            if (entry < graph_.size() && (!open || depth[entry] <= reached_at[reached_[next]])) {
                join(entry, depth[entry], none);
                ++entry;
                continue;
            }
            if (!open || !pulse_.beat()) return;
            const std::uint32_t state = reached_[next++];
            for (auto step = begin(state); step < end(state); ++step)
                if (const std::uint32_t to = graph_.targets[step]; inside(to))
                    join(to, reached_at[state] + 1, state);
        }
    }

    /// Whether a path may be over there: what is not enabled need not be taken.
    bool may_end(std::uint32_t state) const {
        if (!graph_.expanded[state]) return false;
        if (!graph_.fair) return begin(state) == end(state);
        return std::all_of(graph_.classes.begin() + static_cast<std::ptrdiff_t>(begin(state)),
                           graph_.classes.begin() + static_cast<std::ptrdiff_t>(end(state)),
                           [](std::uint32_t number) { return number == none; });
    }

    /// From an initial state, all of the way.
    States way_to(std::uint32_t state) const {
        States states{state};
        for (; from_[state] != none; state = from_[state])
            states.push_back(from_[state]);
        for (; graph_.parents[state] != none; state = graph_.parents[state])
            states.push_back(graph_.parents[state]);
        return {states.rbegin(), states.rend()};
    }

    // Components, by Tarjan's algorithm with a stack of its own.

    struct Visit {
        std::uint32_t state = 0;
        std::uint64_t next = 0;  // step
    };

    void find_components() {
        index_.assign(graph_.size(), none);
        low_.assign(graph_.size(), 0);
        component_.assign(graph_.size(), none);
        for (const std::uint32_t root : reached_)
            if (index_[root] == none && !limits_.stopped()) visit_from(root);
    }

    void visit_from(std::uint32_t root) {
        std::vector<Visit> visits;
        enter(visits, root);
        while (!visits.empty() && pulse_.beat()) {
            Visit& visit = visits.back();
            const std::uint32_t state = visit.state;
            if (visit.next == end(state)) {
                visits.pop_back();
                if (!visits.empty()) lower(visits.back().state, low_[state]);
                if (low_[state] == index_[state]) close(state);
                continue;
            }
            const std::uint32_t to = graph_.targets[visit.next++];
            if (!inside(to)) continue;
            if (index_[to] == none)
                enter(visits, to);
            else if (component_[to] == none)
                lower(state, index_[to]);
        }
    }

    void enter(std::vector<Visit>& visits, std::uint32_t state) {
        low_[state] = index_[state] = visited_++;
        open_.push_back(state);
        visits.push_back({state, begin(state)});
    }
    void lower(std::uint32_t state, std::uint32_t index) {
        low_[state] = std::min(low_[state], index);
    }

    void close(std::uint32_t first) {
        const auto begin = std::find(open_.rbegin(), open_.rend(), first).base() - 1;
        const States states(begin, open_.end());
        open_.erase(begin, open_.end());
        for (const std::uint32_t state : states)
            component_[state] = first;
        if (!loops(states) || !refutes(states)) return;
        if (best_.empty() || nearest(states) < nearest(best_)) best_ = states;
    }

    /// The place in reached_, which is by depth, is not at hand; the number is by depth, too.
    static std::uint32_t nearest(const States& states) { return *std::ranges::min_element(states); }

    bool within(std::uint32_t state, std::uint64_t step) const {
        const std::uint32_t to = graph_.targets[step];
        return inside(to) && component_[to] == component_[state];
    }

    bool loops(const States& states) const {
        if (states.size() > 1) return true;
        for (auto step = begin(states[0]); step < end(states[0]); ++step)
            if (graph_.targets[step] == states[0]) return true;
        return false;
    }

    bool refutes(const States& states) const {
        const auto lacks = [&](std::uint32_t state) { return region_.lacking[state]; };
        if (std::ranges::none_of(states, lacks)) return false;
        if (!graph_.fair) return true;
        Classes owed = classes_of(states[0]);
        for (std::size_t i = 0; i < states.size() && !owed.empty(); ++i) {
            keep_common(owed, classes_of(states[i]));
            for (auto step = begin(states[i]); step < end(states[i]); ++step)
                if (within(states[i], step)) std::erase(owed, graph_.classes[step]);
        }
        return owed.empty();
    }

    Classes classes_of(std::uint32_t state) const {
        Classes classes;
        for (auto step = begin(state); step < end(state); ++step)
            if (graph_.classes[step] != none) classes.push_back(graph_.classes[step]);
        std::ranges::sort(classes);
        const auto rest = std::ranges::unique(classes);
        classes.erase(rest.begin(), rest.end());
        return classes;
    }
    static void keep_common(Classes& classes, const Classes& others) {
        std::erase_if(classes, [&](std::uint32_t number) {
            return !std::ranges::binary_search(others, number);
        });
    }

    // A loop through the component that was chosen.

    std::optional<Walk> lasso() const {
        std::uint32_t entry = nearest(best_);
        if (!graph_.fair) {
            for (const std::uint32_t state : best_)
                if (region_.lacking[state] && (!region_.lacking[entry] || state < entry))
                    entry = state;
        }
        Walk out = walk(way_to(entry), {});
        out.loop = out.steps.size();
        bool lacking = region_.lacking[entry];
        Classes owed = graph_.fair ? classes_of(entry) : Classes{};
        std::uint32_t at = entry;
        const auto pay = [&](std::uint32_t state, std::uint64_t step) {
            if (step != no_step && graph_.fair) std::erase(owed, graph_.classes[step]);
            if (graph_.fair && !owed.empty()) keep_common(owed, classes_of(state));
            lacking = lacking || region_.lacking[state];
        };
        while (!lacking || !owed.empty()) {
            const auto pays = [&](std::uint32_t state, std::uint64_t step) {
                return (!lacking && region_.lacking[graph_.targets[step]]) ||
                       pays_class(owed, state, step);
            };
            at = extend(out, at, pays, pay);
        }
        if (at != entry || out.steps.size() == *out.loop)
            extend(
                out, at,
                [&](std::uint32_t, std::uint64_t step) { return graph_.targets[step] == entry; },
                [](std::uint32_t, std::uint64_t) {});
        return out;
    }

    /// Whether the step has one of the classes, or leads to where one of them is not enabled.
    bool pays_class(const Classes& owed, std::uint32_t, std::uint64_t step) const {
        if (owed.empty()) return false;
        if (std::ranges::binary_search(owed, graph_.classes[step])) return true;
        const Classes there = classes_of(graph_.targets[step]);
        return !std::ranges::includes(there, owed);
    }

    /// Goes on within the component, by as few steps as possible, the last of which is `wanted`.
    /// Returns where that leads.
    template <typename Wanted, typename Taken>
    std::uint32_t extend(Walk& out, std::uint32_t from, const Wanted& wanted,
                         const Taken& taken) const {
        std::unordered_map<std::uint32_t, std::uint64_t> by;  // state -> the step that led there
        std::unordered_map<std::uint32_t, std::uint32_t> before;
        std::deque<std::uint32_t> open{from};
        by[from] = no_step;
        while (!open.empty()) {
            const std::uint32_t state = open.front();
            open.pop_front();
            for (auto step = begin(state); step < end(state); ++step) {
                if (!within(state, step)) continue;
                if (wanted(state, step)) return append(out, by, before, state, step, taken);
                const std::uint32_t to = graph_.targets[step];
                if (!by.emplace(to, step).second) continue;
                before[to] = state;
                open.push_back(to);
            }
        }
        CHECK(false, "a component lacks what it was chosen for");
        return from;
    }

    template <typename Taken>
    std::uint32_t append(Walk& out, const std::unordered_map<std::uint32_t, std::uint64_t>& by,
                         const std::unordered_map<std::uint32_t, std::uint32_t>& before,
                         std::uint32_t state, std::uint64_t last, const Taken& taken) const {
        std::vector<std::pair<std::uint32_t, std::uint64_t>> steps{{state, last}};
        for (; by.at(state) != no_step; state = before.at(state))
            steps.emplace_back(before.at(state), by.at(state));
        for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
            out.steps.push_back(static_cast<std::uint32_t>(step->second - begin(step->first)));
            taken(graph_.targets[step->second], step->second);
        }
        return graph_.targets[last];
    }

    Walk walk(const States& states, std::optional<std::size_t> loop) const {
        Walk out{states[0], {}, loop};
        for (std::size_t i = 1; i < states.size(); ++i) {
            const auto* first = graph_.targets.data() + begin(states[i - 1]);
            const auto* last = graph_.targets.data() + end(states[i - 1]);
            out.steps.push_back(
                static_cast<std::uint32_t>(std::find(first, last, states[i]) - first));
        }
        return out;
    }

    static constexpr std::uint64_t no_step = UINT64_MAX;

    const StepGraph& graph_;
    const Region& region_;
    Limits& limits_;
    Pulse pulse_{limits_};
    States reached_;  // by depth
    States from_;     // of each state reached: the one before it in the region; none: an entry
    States index_;
    States low_;
    States component_;  // of each state: the first one of its component, once that is known
    States open_;
    States best_;  // a component that refutes
    std::uint32_t visited_ = 0;
};

}  // namespace

std::optional<Walk> find_refutation(const StepGraph& graph, const Region& region, Limits& limits) {
    return Refuter(graph, region, limits).run();
}

}  // namespace ordeal::checker
