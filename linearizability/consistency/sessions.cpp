#include "linearizability/consistency/sessions.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace ordeal::linearizability {

namespace {

using Why = Edge::Why;

/// Sets of writes of one key, growing along a session: a virtual node after the first one, two,
/// three ... of them.
class Growing {
  public:
    void add(OrderGraph& graph, std::uint32_t place, std::uint32_t write) {
        const std::uint32_t node = graph.add_virtual();
        graph.add(write, {node, Why::in_sight, 0});
        if (!nodes_.empty()) graph.add(nodes_.back(), {node, Why::in_sight, 0});
        places_.push_back(place);
        nodes_.push_back(node);
    }
    /// The set of those that were added at a place before this one; none: it is empty.
    std::optional<std::uint32_t> before(std::uint32_t place) const {
        const auto end = std::ranges::lower_bound(places_, place);
        if (end == places_.begin()) return std::nullopt;
        return nodes_[static_cast<std::size_t>(end - places_.begin()) - 1];
    }

  private:
    std::vector<std::uint32_t> places_;
    std::vector<std::uint32_t> nodes_;
};

class Builder {
  public:
    Builder(const Accesses& accesses, Promise promise, Limits& limits)
        : accesses_(accesses),
          promise_(promise),
          limits_(limits),
          graph_(promise == Promise::causal ? causal_graph(accesses)
                                            : OrderGraph(accesses.all.size() + accesses.keys)) {}

    std::optional<std::vector<CycleStep>> run() {
        if (promise_ == Promise::causal) {
            if (auto cycle = graph_.cycle(limits_)) return cycle;
            if (limits_.look(0)) return std::nullopt;
            before_.emplace(accesses_, graph_);
        } else {
            first_values();
        }
        for (std::uint32_t i = 0; i < accesses_.all.size(); ++i) {
            if (limits_.over(i)) return std::nullopt;
            collect(i);
        }
        for (const auto& session : accesses_.sessions)
            promise_ == Promise::causal ? see_causes(session) : see(session);
        return graph_.cycle(limits_);
    }

  private:
    std::uint32_t source(const Access& access) const {
        if (access.source != no_access) return access.source;
        return static_cast<std::uint32_t>(accesses_.all.size()) + access.key;
    }

    void first_values() {
        for (std::uint32_t i = 0; i < accesses_.all.size(); ++i) {
            const Access& access = accesses_.all[i];
            if (!access.writes) continue;
            const auto first = static_cast<std::uint32_t>(accesses_.all.size()) + access.key;
            graph_.add(first, {i, Why::reads_from, i});
            if (access.reads) graph_.add(source(access), {i, Why::reads_from, i});
        }
    }

    /// What a session wrote, or, for those promises that ask for it, what it read.
    void collect(std::uint32_t i) {
        const Access& access = accesses_.all[i];
        const bool of_reads =
            promise_ == Promise::monotonic_reads || promise_ == Promise::writes_follow_reads;
        if (of_reads ? access.reads : access.writes)
            sets_[{access.session, access.key}].add(graph_, access.place,
                                                    of_reads ? source(access) : i);
    }

    /// The read `i` must see what `session` put into its set before `place`.
    void must_see(std::uint32_t i, std::uint32_t session, std::uint32_t place) {
        const Access& access = accesses_.all[i];
        const auto set = sets_.find({session, access.key});
        if (set == sets_.end()) return;
        if (const auto node = set->second.before(place))
            graph_.add(*node, {source(access), Why::in_sight, i});
    }

    void see(const std::vector<std::uint32_t>& session) {
        std::map<std::uint32_t, std::uint32_t> heard_of;  // session: up to which place
        for (const std::uint32_t i : session) {
            const Access& access = accesses_.all[i];
            if (!access.reads) continue;
            if (limits_.over(++seen_)) return;
            if (promise_ == Promise::read_your_writes || promise_ == Promise::monotonic_reads) {
                must_see(i, access.session, access.place);
                continue;
            }
            if (access.source != no_access) {
                const Access& writer = accesses_.all[access.source];
                auto& place = heard_of[writer.session];
                // What a cas read, it read before it wrote.
                const bool itself = promise_ == Promise::writes_follow_reads;
                place = std::max(place, writer.place + (itself ? 1 : 0));
            }
            for (const auto& [other, place] : heard_of)
                must_see(i, other, place);
        }
    }

    void see_causes(const std::vector<std::uint32_t>& session) {
        for (const std::uint32_t i : session) {
            if (limits_.over(++seen_)) return;
            for (std::uint32_t other = 0;
                 accesses_.all[i].reads && other < accesses_.sessions.size(); ++other)
                must_see(i, other, before_->count(i, other));
        }
    }

    const Accesses& accesses_;
    Promise promise_;
    Limits& limits_;
    OrderGraph graph_;
    std::uint64_t seen_ = 0;  // accesses
    std::optional<Before> before_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, Growing> sets_;  // by session and key
};

}  // namespace

std::optional<std::vector<CycleStep>> broken_promise(const Accesses& accesses, Promise promise,
                                                     Limits& limits) {
    return Builder(accesses, promise, limits).run();
}

Before::Before(const Accesses& accesses, const OrderGraph& graph)
    : sessions_(accesses.sessions.size()), counts_(accesses.all.size() * sessions_) {
    const auto component = graph.components();
    std::vector<std::uint32_t> order(graph.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, std::greater{}, [&](std::uint32_t node) { return component[node]; });
    const auto row = [this](std::uint32_t node) { return counts_.begin() + node * sessions_; };
    for (const std::uint32_t from : order) {
        if (from >= accesses.all.size()) continue;
        const Access& access = accesses.all[from];
        for (const Edge& edge : graph.edges(from)) {
            if (edge.to >= accesses.all.size()) continue;
            for (std::size_t session = 0; session < sessions_; ++session)
                row(edge.to)[session] = std::max(row(edge.to)[session], row(from)[session]);
            auto& own = row(edge.to)[access.session];
            own = std::max(own, access.place + 1);
        }
    }
}

OrderGraph causal_graph(const Accesses& accesses) {
    OrderGraph graph(accesses.all.size() + accesses.keys);
    const auto first_value = [&](const Access& access) {
        return static_cast<std::uint32_t>(accesses.all.size()) + access.key;
    };
    for (std::uint32_t i = 0; i < accesses.all.size(); ++i) {
        const Access& access = accesses.all[i];
        graph.add(first_value(access), {i, Why::reads_from, i});
        if (access.reads && access.source != no_access)
            graph.add(access.source, {i, Why::reads_from, i});
    }
    for (const auto& session : accesses.sessions)
        for (std::size_t i = 1; i < session.size(); ++i)
            graph.add(session[i - 1], {session[i], Why::session, session[i]});
    return graph;
}

}  // namespace ordeal::linearizability
