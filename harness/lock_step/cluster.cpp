#include "harness/lock_step/cluster.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "core/check.hpp"
#include "core/json.hpp"

namespace ordeal::harness {

namespace lines = actors::lock_step;
using actors::ClusterEffects;
using actors::Id;
using core::Value;

namespace {

/// The same effects with bodies as values, for traces.
struct Parser {
    actors::AnyOutbox& out;

    void operator()(const actors::Send<std::string>& e) const {
        out.send(e.to, core::parse_json(e.message).value());
    }
    void operator()(const actors::Save<std::string>& e) const {
        out.save(core::parse_json(e.storage).value());
    }
    template <typename Effect>
    void operator()(const Effect& e) const {
        out.add(e);
    }
};

}  // namespace

/// Carries one effect of a node's answer into the list.
struct LockStepCluster::Carrier {
    LockStepCluster& cluster;
    Node& node;

    void operator()(actors::Send<std::string>& e) const {
        cluster.effects_.sent.push_back({e.to, cluster.letters_.put(std::move(e.message))});
    }
    void operator()(const actors::SetTimer<Value>& e) const {
        cluster.effects_.timers.push_back({number_of(e.timer), true, e.low, e.high});
    }
    void operator()(const actors::CancelTimer<Value>& e) const {
        cluster.effects_.timers.push_back({number_of(e.timer), false, {}, {}});
    }
    void operator()(actors::Choose<Value>& e) const {
        std::erase_if(node.choices, [&](const auto& other) { return other.name == e.name; });
        node.choices.push_back(std::move(e));
    }
    void operator()(actors::Save<std::string>& e) const {
        node.disk.save(std::move(e.storage));
        ++cluster.effects_.saves;
    }

    std::size_t number_of(const Value& timer) const {
        const auto [place, first] = node.timer_numbers.try_emplace(timer, node.timers.size());
        if (first) node.timers.push_back(timer);
        return place->second;
    }
};

LockStepCluster::LockStepCluster(std::vector<LockStepCommand> commands, std::uint64_t seed)
    : seed_(seed) {
    auto places = actors::selves(commands.size());
    for (std::size_t i = 0; i < commands.size(); ++i)
        nodes_.push_back({.self = std::move(places[i]), .command = std::move(commands[i])});
}

core::Nanoseconds LockStepCluster::now() const {
    return clock_ == nullptr ? core::Nanoseconds(0) : clock_->now();
}

const ClusterEffects& LockStepCluster::start(std::size_t number) {
    Node& node = nodes_[number];
    auto process = LockStepProcess::start(node.command);
    if (process)
        node.process = std::move(*process);
    else if (!failure_)
        failure_ = process.error();
    line_.clear();
    lines::append_start(line_, now(), {node.self, seed_, saved(number)});
    return exchange(node);
}

const ClusterEffects& LockStepCluster::message(std::size_t number, Id from, actors::Letter letter) {
    Node& node = nodes_[number];
    line_.clear();
    lines::append_message(line_, now(), from, node.self.id, letters_[letter]);
    return exchange(node);
}

tl::expected<const ClusterEffects*, actors::Refusal> LockStepCluster::request(std::size_t number,
                                                                              Id client,
                                                                              const Value& body) {
    Node& node = nodes_[number];
    line_.clear();
    lines::append_message(line_, now(), client, node.self.id, core::to_json(body));
    const ClusterEffects& effects = exchange(node);
    if (answer_.refused) return tl::unexpected(*answer_.refused);
    return &effects;
}

const ClusterEffects& LockStepCluster::timer(std::size_t number, std::size_t timer) {
    Node& node = nodes_[number];
    line_.clear();
    lines::append_timer(line_, now(), node.timers[timer]);
    return exchange(node);
}

std::optional<actors::PendingChoice> LockStepCluster::next_choice(std::size_t node) const {
    const auto& choices = nodes_[node].choices;
    if (choices.empty()) return std::nullopt;
    return actors::PendingChoice{choices.front().name, choices.front().alternatives.size()};
}

const ClusterEffects& LockStepCluster::choose(std::size_t number, std::size_t alternative) {
    Node& node = nodes_[number];
    const auto choice = std::move(node.choices.front());
    node.choices.erase(node.choices.begin());
    line_.clear();
    lines::append_choice(line_, now(), {choice.name, choice.alternatives.at(alternative)});
    return exchange(node);
}

void LockStepCluster::crash(std::size_t node) {
    nodes_[node].process.reset();
    nodes_[node].choices.clear();
    nodes_[node].hash = 0;
}

Value LockStepCluster::body(actors::Letter letter) const {
    return core::parse_json(letters_[letter]).value();
}

Value LockStepCluster::timer_name(std::size_t node, std::size_t timer) const {
    return nodes_[node].timers[timer];
}

Value LockStepCluster::alternative(std::size_t node, std::size_t number) const {
    return nodes_[node].choices.front().alternatives.at(number);
}

std::optional<Value> LockStepCluster::saved(std::size_t node) const {
    const auto& saved = nodes_[node].disk.saved();
    if (!saved) return std::nullopt;
    return core::parse_json(*saved).value();
}

void LockStepCluster::remember_saves() {
    for (Node& node : nodes_)
        node.disk.remember();
}

Value LockStepCluster::configuration(std::size_t node) const {
    return nodes_[node].configuration;
}

const ClusterEffects& LockStepCluster::exchange(Node& node) {
    effects_.clear();
    answer_ = {};
    if (failure_) return effects_;
    CHECK(node.process.has_value(), "{} has not been started", node.command.node);
    if (auto done = node.process->exchange(line_, answer_); !done)
        failure_ = done.error();
    else
        handled(node);
    return effects_;
}

void LockStepCluster::handled(Node& node) {
    if (remembers_effects_) {
        last_effects_.clear();
        for (const auto& effect : answer_.effects.effects())
            std::visit(Parser{last_effects_}, effect);
    }
    for (auto& effect : answer_.effects.effects())
        std::visit(Carrier{*this, node}, effect);
    if (!effects_.sent.empty()) node.disk.sent();
    node.hash = answer_.idle->hash.value_or(0);
    if (!answer_.idle->configuration.is_null()) node.configuration = answer_.idle->configuration;
    effects_.chooses = !node.choices.empty();
}

}  // namespace ordeal::harness
