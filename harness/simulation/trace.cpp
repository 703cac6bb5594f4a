#include "harness/simulation/trace.hpp"

#include "actors/trace_line.hpp"
#include "core/json.hpp"

namespace ordeal::harness {

void SimTrace::add(const actors::Cluster& cluster, std::size_t node, core::Nanoseconds time,
                   const core::Value& event) {
    indices_.resize(cluster.size());
    const actors::TraceStamp stamp{actors::to_text(cluster.self(node).id), indices_[node]++, time};
    core::append_json(
        text_, actors::trace_line(stamp, event, cluster.last_effects(), cluster.state_hash(node)));
    text_ += '\n';
}

}  // namespace ordeal::harness
