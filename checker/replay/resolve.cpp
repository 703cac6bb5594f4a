#include "checker/replay/resolve.hpp"

#include <set>
#include <tuple>

#include "core/json.hpp"

namespace ordeal::checker {

using actors::Id;
using actors::PathStep;
using actors::StepKind;

namespace {

class Resolver {
  public:
    Resolver(std::vector<RecordedStep> before, std::size_t steps, actors::Cluster& cluster,
             bool missing_key_is_null)
        : follower_(cluster, before.size() + steps, missing_key_is_null),
          steps_(std::move(before)) {
        for (std::size_t i = 0; i < steps_.size(); ++i) {
            follower_.apply(i, steps_[i]);
            if (steps_[i].kind == StepKind::deliver)
                received_.emplace(steps_[i].origin.step, steps_[i].origin.place, steps_[i].whom);
        }
    }

    core::Result<std::vector<RecordedStep>> run(const std::vector<PathStep>& steps) {
        for (const PathStep& words : steps) {
            RecordedStep step = plain(words);
            if (step.kind == StepKind::deliver && !step.from.is_client())
                step.origin = message(step);
            if (step.kind == StepKind::timer) step.origin = timer(step);
            if (!follower_.apply(steps_.size(), step))
                return core::fail("step {} cannot happen: {}", steps_.size(),
                                  actors::to_text(words));
            steps_.push_back(std::move(step));
        }
        return std::move(steps_);
    }

  private:
    static RecordedStep plain(const PathStep& step) {
        RecordedStep out;
        out.kind = step.kind;
        out.body = step.body;
        out.name = step.name;
        out.operation = step.operation;
        out.recovered = step.recovered;
        out.what = step.kind == StepKind::timer ? step.timer : step.chosen;
        const auto id = [](const std::string& name) {
            return actors::parse_id(name).value_or(Id());
        };
        if (step.kind == StepKind::invoke) {
            out.whom = id(step.src);
            out.to = id(step.dest);
        } else if (step.kind == StepKind::deliver) {
            out.from = id(step.src);
            out.whom = id(step.dest);
        } else {
            out.whom = id(step.node);
        }
        return out;
    }

    /// The first equal one that was not received, else the last equal one.
    Origin message(const RecordedStep& step) {
        Origin found;
        for (std::size_t i = 0; i < steps_.size(); ++i) {
            if (steps_[i].whom != step.from) continue;
            for (std::size_t place = 0;; ++place) {
                const core::Value body = follower_.body_at({i, place}, step.whom);
                if (body.is_null()) break;
                if (body != step.body) continue;
                found = {i, place};
                if (received_.emplace(i, place, step.whom).second) return found;
            }
        }
        return found;
    }

    Origin timer(const RecordedStep& step) const {
        const std::size_t node = step.whom.number() - std::size_t{1};
        Origin found;
        for (std::size_t i = 0; i < steps_.size(); ++i)
            for (std::size_t place = 0; steps_[i].whom == step.whom; ++place) {
                const core::Value timer = follower_.timer_at(node, {i, place});
                if (timer.is_null()) break;
                if (timer == step.what) found = {i, place};
            }
        return found;
    }

    Follower follower_;
    std::vector<RecordedStep> steps_;
    std::set<std::tuple<std::size_t, std::size_t, Id>> received_;
};

}  // namespace

core::Result<std::vector<RecordedStep>> resolve(const actors::Path& path,
                                                actors::Cluster& cluster) {
    return Resolver({}, path.steps.size(), cluster, true).run(path.steps);
}

core::Result<std::vector<RecordedStep>> resolve_after(const std::vector<RecordedStep>& before,
                                                      const std::vector<PathStep>& steps,
                                                      actors::Cluster& cluster,
                                                      bool missing_key_is_null) {
    return Resolver(before, steps.size(), cluster, missing_key_is_null).run(steps);
}

}  // namespace ordeal::checker
