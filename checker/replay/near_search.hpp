// The search of near.hpp, in the model of the program.
//
// Depth by depth: first all that is one action away from anywhere on the run, then all that is two
// away, and so on, so that what is nearest is found first. A state that was looked at from further
// away is looked at again only with more actions left.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include <boost/unordered/unordered_flat_map.hpp>

#include "checker/replay/near.hpp"
#include "checker/replay/path_model.hpp"
#include "checker/replay/path_of.hpp"

namespace ordeal::checker {

template <actors::Actor A>
class NearSearch {
  public:
    using Message = typename A::Message;
    using M = ActorModel<Message>;

    /// `model`: of the recording's nodes alone, with one crash.
    NearSearch(const Recording& recording, const core::History& history, M model,
               const NearOptions& options)
        : recording_(recording),
          history_(recording, history),
          model_(std::move(model)),
          properties_(model_.properties()),
          options_(options) {
        for (std::size_t i = 0; i < recording.steps.size(); ++i)
            if (recording.steps[i].kind == actors::StepKind::deliver)
                received_.emplace(recording.steps[i].origin.step, recording.steps[i].origin.place,
                                  recording.steps[i].whom);
    }

    NearResult run() {
        for (unsigned depth = 1; depth <= options_.depth; ++depth) {
            walk(depth);
            if (result_.found || !result_.stopped.empty()) break;
            result_.depth = depth;
        }
        return std::move(result_);
    }

  private:
    using Action = typename M::Action;

    /// Off the run: what happened since, and what clients were told.
    struct Deviation {
        std::vector<actors::PathStep> steps;
        core::History events;
        std::size_t invoked = 0;  // operations that were begun early
        std::set<const NearHistory::Operation*> answered;
    };

    /// Along the run; at each of its states all that is `depth` actions away.
    void walk(unsigned depth) {
        looked_at_.clear();
        strays_.clear();
        Row row = model_.initial_states().front();
        for (std::size_t i = 0; !over(); ++i) {
            if (began_.size() == recording_.nodes) explore(row, i, depth, {});
            if (over() || i == recording_.steps.size()) return;
            if (!take(row, i))
                result_.stopped = fmt::format("the model cannot take step {} of the run", i);
        }
    }

    bool over() {
        if (result_.found || !result_.stopped.empty()) return true;
        if (++asked_ % 256 == 0 && !options_.go_on()) result_.stopped = "its time was over";
        return !result_.stopped.empty();
    }

    // Along the run.

    bool take(Row& row, std::size_t number) {
        const RecordedStep& step = recording_.steps[number];
        using actors::StepKind;
        if (step.kind == StepKind::start) {
            began_.insert(step.whom);
            return true;
        }
        if (step.kind == StepKind::invoke) return ask(row, step);
        if (step.whom.is_client()) return true;
        if (step.lost_saves > 0) return false;
        const auto action = action_of(row, step);
        if (!action) return false;
        const Row before = row;
        if (!model_.apply(row, *action)) {  // nothing comes of it
            row = before;
            if (action->kind == EventKind::deliver) model_.remove(row, action->number);
        }
        settle(row, before, *action, number);
        return true;
    }

    bool ask(Row& row, const RecordedStep& step) {
        if (step.body.is_null()) return true;  // no node has heard of it
        const auto message = actors::decode_message<Message>(step.body);
        if (!message) return false;
        model_.post_message(row, model_.message_number({step.whom, step.to, *message}));
        return true;
    }

    std::optional<Action> action_of(Row& row, const RecordedStep& step) {
        if (step.kind == actors::StepKind::deliver) return delivery_of(row, step);
        const actors::PathStep words = path_step(step);
        actions_.clear();
        model_.actions(row, actions_);
        const auto found = std::ranges::find_if(
            actions_, [&](const Action& action) { return is_step(model_, action, words); });
        return found == actions_.end() ? std::nullopt : std::optional(*found);
    }

    /// A duplicate is put on its way once more.
    std::optional<Action> delivery_of(Row& row, const RecordedStep& step) {
        auto message = actors::decode_message<Message>(step.body);
        if (!message) return std::nullopt;
        const std::uint32_t number =
            model_.message_number({step.from, step.whom, *std::move(message)});
        if (!model_.under_way(row, number)) model_.post_message(row, number);
        const auto whom = static_cast<std::uint16_t>(step.whom.number() - 1);
        if (model_.crashed(row, whom)) return std::nullopt;
        return Action{EventKind::deliver, whom, {}, number};
    }

    /// Answers are taken out of the network, and so is what never arrives, after a while.
    void settle(Row& row, const Row& before, const Action& action, std::size_t number) {
        static_cast<void>(told(row));
        std::map<actors::Id, std::size_t> places;
        for (const std::uint32_t message : model_.effect_of(before, action).posted) {
            const auto& envelope = model_.tables().posting(message).envelope;
            const std::size_t place = places[envelope.to]++;
            if (envelope.to.is_node() && !received_.contains({number, place, envelope.to}))
                strays_.emplace_back(number, message);
        }
        while (!strays_.empty() && strays_.front().first + strays_kept < number) {
            model_.remove(row, strays_.front().second);
            strays_.pop_front();
        }
    }

    /// What clients are told: it is taken out of the network.
    std::vector<actors::PathStep> told(Row& row) {
        std::vector<actors::PathStep> steps;
        for (const std::uint32_t number : model_.messages_to_clients(row)) {
            const auto& envelope = model_.tables().posting(number).envelope;
            actors::PathStep step;
            step.kind = actors::StepKind::deliver;
            step.src = actors::to_text(envelope.from);
            step.dest = actors::to_text(envelope.to);
            step.body = actors::encode_message(envelope.message);
            steps.push_back(std::move(step));
            model_.remove(row, number);
        }
        return steps;
    }

    // Off the run.

    void explore(const Row& row, std::size_t position, unsigned left, const Deviation& so_far) {
        if (left == 0 || over() || !is_news(row, left, so_far)) return;
        std::vector<Action> actions;
        model_.actions(row, actions);
        for (const Action& action : actions) {
            Row next = row;
            if (!model_.apply(next, action)) continue;
            Deviation deviation = so_far;
            if (auto step = step_of(model_, action)) deviation.steps.push_back(*std::move(step));
            arrive(next, position, left, deviation);
            if (over()) return;
        }
        begin_early(row, position, left, so_far);
    }

    /// The next operation of the run, before its time.
    void begin_early(const Row& row, std::size_t position, unsigned left, const Deviation& so_far) {
        auto step = history_.next_invocation(position);
        for (std::size_t i = 0; step && i < so_far.invoked; ++i)
            step = history_.next_invocation(*step + 1);
        if (!step || *step == position) return;
        const auto* operation = history_.invoked_at(*step);
        const RecordedStep& recorded = recording_.steps[*step];
        Row next = row;
        if (recorded.body.is_null() || busy(*operation, position, so_far) || !ask(next, recorded))
            return;
        Deviation deviation = so_far;
        ++deviation.invoked;
        deviation.steps.push_back(path_step(recorded));
        deviation.events.push_back(NearHistory::invocation(*operation));
        arrive(next, position, left, deviation);
    }

    /// Whether the process has something else under way.
    bool busy(const NearHistory::Operation& operation, std::size_t position,
              const Deviation& so_far) const {
        for (std::size_t i = position; i < operation.invoked; ++i) {
            const RecordedStep& step = recording_.steps[i];
            const bool answer = step.kind == actors::StepKind::deliver && step.whom.is_client();
            if (!answer || step.whom.number() != operation.process) continue;
            const auto* before = history_.answered_by(step.whom, step.body);
            if (before != nullptr && !so_far.answered.contains(before)) return true;
        }
        return false;
    }

    void arrive(Row& row, std::size_t position, unsigned left, Deviation& deviation) {
        ++result_.states;
        bool news = false;
        for (actors::PathStep& step : told(row)) {
            const auto id = actors::parse_id(step.dest);
            const auto* operation = history_.answered_by(*id, step.body);
            if (operation == nullptr || !is_open(*operation, position, deviation)) continue;
            const auto event = history_.completion(*operation, step.body);
            if (!event) continue;
            deviation.answered.insert(operation);
            deviation.events.push_back(*event);
            deviation.steps.push_back(std::move(step));
            news = true;
        }
        for (const auto& property : properties_)
            if (property.kind == Kind::always && property.holds && !property.holds(model_, row))
                result_.found = {position, deviation.steps, property.name};
        if (!result_.found && news && !all_valid(position, deviation.events))
            result_.found = {position, deviation.steps, {}};
        if (!result_.found) explore(row, position, left - 1, deviation);
    }

    bool is_open(const NearHistory::Operation& operation, std::size_t position,
                 const Deviation& deviation) const {
        if (operation.answered < position || deviation.answered.contains(&operation)) return false;
        if (operation.invoked < position) return true;
        return std::ranges::any_of(deviation.events, [&](const core::Event& event) {
            return event.type == core::EventType::invoke &&
                   event.process.number == operation.process && event.f == operation.what.f &&
                   event.key == operation.what.key && event.value == operation.what.value;
        });
    }

    bool all_valid(std::size_t position, const core::History& events) {
        std::map<std::optional<core::Value>, core::History> by_key;
        for (const core::Event& event : events)
            by_key[event.key].push_back(event);
        return std::ranges::all_of(
            by_key, [&](const auto& entry) { return history_.valid(position, entry.second); });
    }

    bool is_news(const Row& row, unsigned left, const Deviation& so_far) {
        std::uint64_t hash = model_.hash(row);
        for (const core::Event& event : so_far.events) {
            hash = core::hash_combine(hash, static_cast<std::uint64_t>(event.process.number));
            hash = core::hash_combine(hash, event.value.hash());
        }
        unsigned& most = looked_at_[hash];
        if (most >= left) return false;
        most = left;
        return true;
    }

    /// So many steps of the run a message that never arrives may still arrive.
    static constexpr std::size_t strays_kept = 64;

    const Recording& recording_;
    NearHistory history_;
    M model_;
    std::vector<Property<M>> properties_;
    NearOptions options_;
    NearResult result_;
    std::set<std::tuple<std::size_t, std::size_t, actors::Id>> received_;  // step, place, by whom
    std::set<actors::Id> began_;
    std::deque<std::pair<std::size_t, std::uint32_t>> strays_;  // step and message
    boost::unordered_flat_map<std::uint64_t, unsigned> looked_at_;
    std::vector<Action> actions_;
    std::uint64_t asked_ = 0;
};

}  // namespace ordeal::checker
