#include "linearizability/consistency/order_graph.hpp"

#include <algorithm>
#include <deque>

#include "core/check.hpp"

namespace ordeal::linearizability {

namespace {

constexpr std::uint32_t unseen = UINT32_MAX;

/// Tarjan's algorithm with a stack of its own: histories are longer than the machine's stack.
class Components {
  public:
    explicit Components(const OrderGraph& graph)
        : graph_(graph),
          index_(graph.size(), unseen),
          low_(graph.size()),
          next_edge_(graph.size()),
          component_(graph.size(), unseen) {}

    std::vector<std::uint32_t> run() {
        for (std::uint32_t node = 0; node < graph_.size(); ++node)
            if (index_[node] == unseen) visit(node);
        return std::move(component_);
    }

  private:
    void visit(std::uint32_t root) {
        enter(root);
        while (!path_.empty()) {
            const std::uint32_t node = path_.back();
            const auto& edges = graph_.edges(node);
            if (next_edge_[node] < edges.size())
                follow(node, edges[next_edge_[node]++].to);
            else
                leave(node);
        }
    }
    void enter(std::uint32_t node) {
        index_[node] = low_[node] = count_++;
        path_.push_back(node);
        open_.push_back(node);
    }
    void follow(std::uint32_t node, std::uint32_t to) {
        if (index_[to] == unseen)
            enter(to);
        else if (component_[to] == unseen)
            low_[node] = std::min(low_[node], index_[to]);
    }
    void leave(std::uint32_t node) {
        path_.pop_back();
        if (!path_.empty()) low_[path_.back()] = std::min(low_[path_.back()], low_[node]);
        if (low_[node] != index_[node]) return;
        for (std::uint32_t member = unseen; member != node; open_.pop_back()) {
            member = open_.back();
            component_[member] = components_;
        }
        ++components_;
    }

    const OrderGraph& graph_;
    std::vector<std::uint32_t> index_;
    std::vector<std::uint32_t> low_;
    std::vector<std::size_t> next_edge_;
    std::vector<std::uint32_t> component_;
    std::vector<std::uint32_t> path_;
    std::vector<std::uint32_t> open_;
    std::uint32_t count_ = 0;
    std::uint32_t components_ = 0;
};

}  // namespace

std::vector<std::uint32_t> OrderGraph::components() const {
    return Components(*this).run();
}

std::optional<std::vector<CycleStep>> OrderGraph::cycle(Limits& limits) const {
    constexpr std::size_t tried = 64;
    if (limits.look(0)) return std::nullopt;
    const auto component = components();
    std::vector<std::uint32_t> first(size(), unseen);  // real node of each component
    std::vector<std::uint32_t> starts;
    for (std::uint32_t node = 0; node < real_ && starts.size() < tried; ++node) {
        std::uint32_t& other = first[component[node]];
        if (other == unseen)
            other = node;
        else
            starts.push_back(node);
    }
    std::optional<std::vector<CycleStep>> shortest;
    for (const std::uint32_t start : starts) {
        if (limits.look(0)) return std::nullopt;
        if (auto found = cycle_through(start, component);
            !shortest || found.size() < shortest->size())
            shortest = std::move(found);
    }
    return shortest;
}

/// Breadth first; virtual nodes cost nothing, so that the cycle is short in accesses. A place is a
/// node, and whether the way there has passed another access than `start`: only then the way may
/// close, for an access may well be in a set that it is not before.
std::vector<CycleStep> OrderGraph::cycle_through(
    std::uint32_t start, const std::vector<std::uint32_t>& component) const {
    struct Step {
        std::uint32_t from = unseen;
        Edge edge;
    };
    const auto is_real = [this](std::uint32_t place) { return place / 2 < real_; };
    const std::uint32_t first = 2 * start;
    const std::uint32_t goal = 2 * start + 1;
    std::vector<Step> way(2 * size());
    std::deque<std::uint32_t> frontier{first};
    while (!frontier.empty() && way[goal].from == unseen) {
        const std::uint32_t place = frontier.front();
        frontier.pop_front();
        for (const Edge& edge : edges_[place / 2]) {
            if (component[edge.to] != component[start]) continue;
            const bool passed = place % 2 == 1 || (edge.to < real_ && edge.to != start);
            const std::uint32_t next = 2 * edge.to + (passed ? 1 : 0);
            if (next == first || way[next].from != unseen) continue;
            way[next] = {place, edge};
            is_real(next) ? frontier.push_back(next) : frontier.push_front(next);
        }
    }
    CHECK(way[goal].from != unseen, "a component of two accesses has no cycle");
    std::vector<CycleStep> out;
    Edge last = way[goal].edge;
    for (std::uint32_t at = way[goal].from;; at = way[at].from) {
        if (is_real(at)) out.push_back({at / 2, last});
        if (at == first) break;
        if (is_real(at)) last = way[at].edge;
    }
    std::reverse(out.begin(), out.end());
    return out;
}

}  // namespace ordeal::linearizability
