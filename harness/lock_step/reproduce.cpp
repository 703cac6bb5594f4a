#include "harness/lock_step/reproduce.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "actors/codec.hpp"
#include "actors/lock_step.hpp"
#include "core/json.hpp"
#include "harness/lock_step/path_clients.hpp"

namespace ordeal::harness {

namespace lines = actors::lock_step;
using actors::PathStep;
using actors::StepKind;
using core::Result;
using core::Value;

namespace {

/// From, to, body.
using Posted = std::tuple<std::string, std::string, Value>;

struct Node {
    actors::Self self;
    LockStepCommand command;
    std::optional<LockStepProcess> process{};
    std::optional<Value> saved{};
    std::set<Value> timers{};
    std::map<std::string, std::vector<Value>> choices{};  // by name: the alternatives
};

/// What a process answered to one step.
struct Answered {
    Value sent = Value::List{};
    std::optional<Value> saved;
    std::optional<std::uint64_t> hash;
    std::optional<Value> state;
};

std::string or_nothing(const std::optional<Value>& value) {
    return value ? core::to_json(*value) : "nothing";
}

/// The nodes on their way along the path.
class Walk {
  public:
    Walk(const actors::Path& path, const LockStepCommand& command) {
        for (actors::Self& self : actors::selves(path.nodes)) {
            LockStepCommand own = command;
            own.node = actors::to_text(self.id);
            nodes_.push_back({.self = std::move(self), .command = std::move(own)});
        }
    }

    /// Error: nobody can follow the step.
    Result<std::optional<Difference>> follow(const PathStep& step) {
        time_ += std::chrono::milliseconds(1);
        switch (step.kind) {
            case StepKind::invoke:
                posted_.emplace(step.src, step.dest, step.body);
                if (auto invoked = clients_.invoke(step); !invoked)
                    return tl::unexpected(invoked.error());
                return no_difference();
            case StepKind::deliver:
                return deliver(step);
            case StepKind::crash:
                return crash(step);
            case StepKind::start:
            case StepKind::restart:
                return start(step);
            case StepKind::timer:
                return fire(step);
            case StepKind::choice:
                return choose(step);
        }
        return no_difference();
    }

    const core::History& history() const { return clients_.history(); }

  private:
    using Outcome = Result<std::optional<Difference>>;

    static Outcome no_difference() { return std::optional<Difference>(); }
    static Outcome differs(std::string what, std::string path, std::string process) {
        return Difference{0, std::move(what), std::move(path), std::move(process)};
    }

    Result<Node*> node_of(const std::string& name) {
        const auto id = actors::parse_id(name);
        if (!id || id->is_client() || id->number() < 1 || id->number() > nodes_.size())
            return core::fail("there is no node {}", name);
        return &nodes_[id->number() - 1];
    }

    /// Error: there is no such node, or it does not run.
    Result<Node*> running(const std::string& name) {
        auto node = node_of(name);
        if (node && !(*node)->process) return core::fail("{} does not run", name);
        return node;
    }

    Outcome deliver(const PathStep& step) {
        if (!posted_.contains({step.src, step.dest, step.body}))
            return differs(fmt::format("a message of {} to {}", step.src, step.dest),
                           core::to_json(step.body), "never sent");
        const auto from = actors::parse_id(step.src);
        const auto to = actors::parse_id(step.dest);
        if (!from || !to) return core::fail("src, dest: expected ids such as n1 or c1");
        if (to->is_client()) {
            clients_.deliver(step);
            return no_difference();
        }
        const auto node = running(step.dest);
        if (!node) return tl::unexpected(node.error());
        std::string line;
        lines::append_message(line, time_, *from, *to, core::to_json(step.body));
        return exchange(**node, line, step);
    }

    Outcome crash(const PathStep& step) {
        const auto node = running(step.node);
        if (!node) return tl::unexpected(node.error());
        (*node)->process.reset();
        (*node)->timers.clear();
        (*node)->choices.clear();
        return no_difference();
    }

    Outcome start(const PathStep& step) {
        const auto node = node_of(step.node);
        if (!node) return tl::unexpected(node.error());
        if ((*node)->process) return core::fail("{} runs already", step.node);
        if (step.recovered && !saved_once(**node, *step.recovered))
            return differs("what " + step.node + " saved", core::to_json(*step.recovered),
                           or_nothing((*node)->saved));
        auto process = LockStepProcess::start((*node)->command);
        if (!process) return tl::unexpected(process.error());
        (*node)->process = *std::move(process);
        std::string line;
        lines::append_start(line, time_, {(*node)->self, 0, step.recovered, true});
        return exchange(**node, line, step);
    }

    Outcome fire(const PathStep& step) {
        const auto node = running(step.node);
        if (!node) return tl::unexpected(node.error());
        if ((*node)->timers.erase(step.timer) == 0)
            return differs("a timer of " + step.node, core::to_json(step.timer), "not set");
        std::string line;
        lines::append_timer(line, time_, step.timer);
        return exchange(**node, line, step);
    }

    Outcome choose(const PathStep& step) {
        const auto node = running(step.node);
        if (!node) return tl::unexpected(node.error());
        const auto choice = (*node)->choices.find(step.name);
        if (choice == (*node)->choices.end() ||
            std::ranges::find(choice->second, step.chosen) == choice->second.end())
            return differs("the choice " + step.name + " of " + step.node,
                           core::to_json(step.chosen), "not offered");
        (*node)->choices.erase(choice);
        std::string line;
        lines::append_choice(line, time_, {step.name, step.chosen});
        return exchange(**node, line, step);
    }

    /// Saves that were not durable get lost: a node may recover an older one.
    bool saved_once(const Node& node, const Value& recovered) const {
        return saved_.contains({node.command.node, recovered});
    }

    Outcome exchange(Node& node, const std::string& line, const PathStep& step) {
        lines::Answer answer;
        if (auto done = node.process->exchange(line, answer); !done)
            return tl::unexpected(done.error());
        return compare(node, take(node, answer), step);
    }

    Answered take(Node& node, const lines::Answer& answer) {
        Answered out{.hash = answer.idle->hash, .state = answer.idle->state};
        for (const auto& effect : answer.effects.effects())
            std::visit(Taker{*this, node, out}, effect);
        return out;
    }

    /// Notes one effect of a step.
    struct Taker {
        Walk& walk;
        Node& node;
        Answered& out;

        void operator()(const actors::Send<std::string>& e) const {
            const Value body = core::parse_json(e.message).value();
            const std::string dest = actors::to_text(e.to);
            out.sent.push(Value::object({{"dest", dest}, {"body", body}}));
            walk.posted_.emplace(node.command.node, dest, body);
        }
        void operator()(const actors::SetTimer<Value>& e) const { node.timers.insert(e.timer); }
        void operator()(const actors::CancelTimer<Value>& e) const { node.timers.erase(e.timer); }
        void operator()(const actors::Choose<Value>& e) const {
            node.choices[e.name] = e.alternatives;
        }
        void operator()(const actors::Save<std::string>& e) const {
            out.saved = node.saved = core::parse_json(e.storage).value();
            walk.saved_.emplace(node.command.node, *out.saved);
        }
    };

    static Outcome compare(const Node& node, const Answered& real, const PathStep& step) {
        const actors::StepOutcome& path = step.outcome;
        const std::string& name = node.command.node;
        if (!path.sent.is_null() && path.sent != real.sent)
            return differs("what " + name + " sent", core::to_json(path.sent),
                           core::to_json(real.sent));
        if (!path.sent.is_null() && path.saved != real.saved)
            return differs("what " + name + " saved", or_nothing(path.saved),
                           or_nothing(real.saved));
        const std::string hash = real.hash ? fmt::format("{:016x}", *real.hash) : path.state;
        if (!path.state.empty() && path.state != hash)
            return differs("the state of " + name + " by its hash", path.state,
                           fmt::format("{}, of {}", hash, or_nothing(real.state)));
        return no_difference();
    }

    std::vector<Node> nodes_;
    core::Nanoseconds time_{0};
    PathClients clients_;
    std::set<Posted> posted_;                        // ever
    std::set<std::pair<std::string, Value>> saved_;  // ever, by node
};

Result<void> judge(const actors::Path& path, Reproduction& out) {
    auto operations = core::pair_operations(out.history);
    if (!operations) return tl::unexpected(operations.error());
    out.operations = *std::move(operations);
    if (path.model.empty()) return {};
    linearizability::JudgeOptions options;
    options.model = path.model;
    options.initial = path.initial;
    auto judgement = linearizability::judge(out.operations, options);
    if (!judgement) return tl::unexpected(judgement.error());
    out.judgement = *std::move(judgement);
    return {};
}

}  // namespace

Result<Reproduction> reproduce(const actors::Path& path, const LockStepCommand& command) {
    Walk walk(path, command);
    Reproduction out;
    for (const PathStep& step : path.steps) {
        auto difference = walk.follow(step);
        if (!difference)
            return core::fail("steps[{}] ({}): {}", out.steps, to_text(step),
                              difference.error().message);
        out.history = walk.history();
        if (*difference) {
            out.difference = **std::move(difference);
            out.difference->step = out.steps;
            return out;
        }
        ++out.steps;
    }
    if (auto judged = judge(path, out); !judged) return tl::unexpected(judged.error());
    return out;
}

core::Verdict Reproduction::verdict() const {
    if (difference) return core::Verdict::unknown;
    return judgement ? judgement->verdict : core::Verdict::valid;
}

}  // namespace ordeal::harness
