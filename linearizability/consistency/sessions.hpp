// The promises that are acyclicity of an order of writes: causal, and the session guarantees. Each
// says of every read which writes it must see (promise.hpp); what it returned is not before any of
// these on its key. A history keeps the promise if one order of the writes respects that for all
// reads, which is a question to a graph (order_graph.hpp) of a size linear in the history, but for
// a factor of the sessions that a session has heard of.
//
// Whether the graph asks for too much: each edge says of two writes of a key, by the promise's own
// words, which is not after the other in the order that all agree on. Whether it asks for enough:
// with any order of the writes that respects it, let every read see what it must and what it
// returned; the latest of these on its key is what it returned.
#pragma once

#include <optional>

#include "linearizability/consistency/accesses.hpp"
#include "linearizability/consistency/order_graph.hpp"

namespace ordeal::linearizability {

/// A cycle if the promise is broken. Nodes are accesses, and after these the first value of each
/// key. Of no meaning if the limits ended it: whoever gets none looks at them once more. Requires:
/// a promise from causal downwards, no thin air.
std::optional<std::vector<CycleStep>> broken_promise(const Accesses& accesses, Promise promise,
                                                     Limits& limits);

/// For each access and session how many accesses of that session are before it, by the graph
/// alone. Requires: the graph has an order.
class Before {
  public:
    Before(const Accesses& accesses, const OrderGraph& graph);

    std::uint32_t count(std::uint32_t access, std::uint32_t session) const {
        return counts_[std::size_t{access} * sessions_ + session];
    }
    bool is_before(const Accesses& accesses, std::uint32_t a, std::uint32_t b) const {
        return count(b, accesses.all[a].session) > accesses.all[a].place;
    }

  private:
    std::size_t sessions_;
    std::vector<std::uint32_t> counts_;
};

/// Accesses as nodes with their first values; each session in its order, reads after what they
/// read. `graph` has the accesses and then the first values as its real nodes.
OrderGraph causal_graph(const Accesses& accesses);

}  // namespace ordeal::linearizability
