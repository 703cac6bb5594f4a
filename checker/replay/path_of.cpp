#include "checker/replay/path_of.hpp"

#include "actors/trace_line.hpp"

namespace ordeal::checker {

using actors::PathStep;
using actors::StepKind;
using core::Value;

namespace {

void add_outcome(PathStep& step, actors::Cluster& cluster, std::size_t node) {
    const Value line =
        actors::trace_line({}, Value::object({}), cluster.last_effects(), cluster.state_hash(node));
    const Value* sent = line.find("sent");
    step.outcome.sent = sent == nullptr ? Value(Value::List{}) : *sent;
    if (const Value* saved = line.find("saved")) step.outcome.saved = *saved;
    step.outcome.state = line.find("state")->as_string();
}

}  // namespace

PathStep path_step(const RecordedStep& recorded) {
    PathStep step;
    step.kind = recorded.kind;
    step.body = recorded.body;
    step.operation = recorded.operation;
    step.recovered = recorded.recovered;
    if (recorded.kind == StepKind::invoke) {
        step.src = actors::to_text(recorded.whom);
        step.dest = actors::to_text(recorded.to);
    } else if (recorded.kind == StepKind::deliver) {
        step.src = actors::to_text(recorded.from);
        step.dest = actors::to_text(recorded.whom);
    } else {
        step.node = actors::to_text(recorded.whom);
    }
    if (recorded.kind == StepKind::timer) step.timer = recorded.what;
    if (recorded.kind == StepKind::choice) {
        step.name = recorded.name;
        step.chosen = recorded.what;
    }
    return step;
}

actors::Path path_of(actors::Path path, const std::vector<RecordedStep>& steps,
                     actors::Cluster& cluster, bool missing_key_is_null,
                     std::vector<std::size_t>* taken) {
    cluster.remember_effects();
    Follower follower(cluster, steps.size(), missing_key_is_null);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const RecordedStep& recorded = steps[i];
        PathStep step = path_step(recorded);
        const bool of_node = recorded.kind != StepKind::invoke && !recorded.whom.is_client();
        const std::size_t node = of_node ? recorded.whom.number() - std::size_t{1} : 0;
        if (recorded.kind == StepKind::deliver && !recorded.from.is_client())
            step.body = follower.body_at(recorded.origin, recorded.whom);
        if (recorded.kind == StepKind::timer) step.timer = follower.timer_for(recorded);
        if (recorded.kind == StepKind::start || recorded.kind == StepKind::restart)
            step.recovered = cluster.saved(node);
        if (!follower.apply(i, recorded)) continue;
        if (of_node && recorded.kind != StepKind::crash) add_outcome(step, cluster, node);
        path.steps.push_back(std::move(step));
        if (taken != nullptr) taken->push_back(i);
    }
    return path;
}

}  // namespace ordeal::checker
