// Partial order reduction of actor models: where the order of deliveries makes no difference to
// anyone, one order is taken.
//
// In each state the deliveries of a stubborn set are taken alone (ample.hpp), if each leads on for
// good (Foresight::leads_on). The second is what Peled (1993) calls C3: no circle of states may put
// off the others for ever. It is a condition on the step, not on what a search has seen (as "sticky
// transitions" of Kurshan, Levin, Minea, Peled & Yenigün 1998), so what is left does not depend on
// the search, nor on its threads. And messages that will never again do anything are taken away.
//
// Why the result is right. Let F be the facts when a search ends, and let it have been made with
// the Foresight of just these: that is what rounds are for, see partial_order_check.hpp. Claim: for
// each state s that was visited and each execution v from it, all of v's pairs (local, event) are
// in F, and some execution that was searched is v with commuting steps exchanged and some steps
// added. By induction on the length of v, then on the number of reduced states before the next one
// that is expanded fully (finite, as each step leads on):
// - s is expanded fully: the first step of v was taken, and its pair noted; the rest is shorter.
// - s is reduced to the deliveries T of a closed set S, and v has some of S. The first one, t, can
//   happen at once: else what it takes to make it possible came first, by pairs of F (shorter
//   executions), and that is of S. Before t, its receiver gets only messages that were under way or
//   that others sent by pairs of F, so they were followed when T was found, their pairs noted, and
//   each commutes with t. So t may come first, and the rest is shorter.
// - v has no step of S: then any t of T commutes with all of v, v is an execution after t, and the
//   next state that is expanded fully is nearer.
// As the added steps come after v's or commute with them, the state that v leads to comes to a
// state searched by further steps. So what, once true, stays true (Property::stable) is found. And
// what looks at some participants only keeps its values along the way if no delivery of T is theirs
// (C2).
//
// What does not profit: servers that may crash, or that have a timer set or a choice to make, as
// these commute with no delivery.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "checker/model/model.hpp"
#include "checker/reduction/ample.hpp"
#include "core/random.hpp"

namespace ordeal::checker {

template <typename Message>
class ActorModel;

/// What all copies of a model, and all rounds, have in common.
struct PartialOrderNotes {
    Facts facts;
    std::atomic<std::uint64_t> reduced = 0;  // states
    std::atomic<std::uint64_t> saved = 0;    // steps
};

template <typename Message>
class PartialOrder {
  public:
    using Whole = ActorModel<Message>;
    using Notes = PartialOrderNotes;
    using State = typename Whole::State;
    using Action = typename Whole::Action;

    /// One round: with what `notes` say as it begins.
    PartialOrder(const Whole& model, std::shared_ptr<PartialOrderNotes> notes)
        : model_(model),
          notes_(std::move(notes)),
          foresight_(std::make_shared<const Foresight<Message>>(model.tables(), notes_->facts)) {}
    PartialOrder(const PartialOrder& other)
        : model_(other.model_), notes_(other.notes_), foresight_(other.foresight_) {}
    PartialOrder& operator=(const PartialOrder& other) {
        flush();
        model_ = other.model_;
        notes_ = other.notes_;
        foresight_ = other.foresight_;
        ample_.reset();
        return *this;
    }
    ~PartialOrder() { flush(); }

    const Whole& model() const { return model_; }
    void flush() const {
        notes_->reduced += std::exchange(reduced_, 0);
        notes_->saved += std::exchange(saved_, 0);
    }

    /// Learns from random walks through the whole, so that fewer rounds are needed: from no less
    /// than `least`, and until as many again have shown nothing more.
    void scout(std::uint64_t least, std::uint64_t most) const {
        const core::Random random(0);
        std::uint64_t last = 0;  // that showed something
        for (std::uint64_t walk = 0; walk < std::min(most, std::max(least, 2 * last)); ++walk) {
            const std::size_t known = notes_->facts.size();
            walk_at_random(random.split(walk), false);
            if (notes_->facts.size() > known) last = walk;
        }
    }
    /// Likewise through what is left.
    void scout_reduced(std::uint64_t walks) const {
        const core::Random random(1);
        for (std::uint64_t walk = 0; walk < walks; ++walk)
            walk_at_random(random.split(walk), true);
    }

    std::vector<State> initial_states() const {
        auto states = model_.initial_states();
        for (State& state : states)
            tidy(state);
        return states;
    }
    void actions(const State& state, std::vector<Action>& out) const {
        model_.actions(state, out);
        note(state, out);
        const Messages& set = choose(state);
        if (set.empty()) return;
        const auto kept = std::ranges::remove_if(out, [&](const Action& action) {
            const bool message =
                action.kind == EventKind::deliver || action.kind == EventKind::drop;
            return !message || std::ranges::count(set, action.number) == 0;
        });
        if (kept.empty()) return;
        ++reduced_;
        saved_ += kept.size();
        out.erase(kept.begin(), kept.end());
    }
    bool apply(State& state, const Action& action) const {
        if (!model_.apply(state, action)) return false;
        tidy(state);
        return true;
    }

    std::vector<Property<PartialOrder>> properties() const {
        std::vector<Property<PartialOrder>> out;
        for (auto& property : model_.properties())
            out.push_back({property.kind, property.name,
                           [holds = property.holds](const PartialOrder& p, const State& state) {
                               return holds(p.model_, state);
                           }});
        return out;
    }
    std::uint64_t hash(const State& state) const { return model_.hash(state); }
    void pack(const State& state, std::vector<std::uint8_t>& out) const { model_.pack(state, out); }
    void unpack(std::span<const std::uint8_t> bytes, State& state) const {
        model_.unpack(bytes, state);
    }
    std::string text(const State& state) const { return model_.text(state); }
    std::string text(const Action& action) const { return model_.text(action); }

    /// Takes away what will never again do anything; and, on networks that duplicate, the note of
    /// what came last, which nobody looks at.
    void tidy(State& state) const {
        const auto layout = model_.layout();
        if (layout.kind == Network::unordered_duplicating) state.cells[layout.participants + 1] = 0;
        const auto begin = state.cells.begin() + static_cast<std::ptrdiff_t>(layout.network);
        const auto end = std::remove_if(begin, state.cells.end(), [&](std::uint32_t message) {
            const std::uint16_t to = model_.tables().posting(message).to;
            if (to == ActorTables<Message>::nobody) return true;
            return !may_crash(to) && ample().dead(to, state.cells[to], message);
        });
        state.cells.erase(end, state.cells.end());
    }

  private:
    struct Deliver {
        const Whole* model;
        const Effect& operator()(std::uint32_t local, std::uint32_t message) const {
            return model->delivery(local, message);
        }
    };
    using AmpleOfModel = Ample<Message, Deliver>;
    using Messages = typename AmpleOfModel::Messages;

    AmpleOfModel& ample() const {
        if (!ample_) {
            const auto& options = model_.options();
            const bool linearizable = !options.history.model.empty() &&
                                      options.history.consistency == Consistency::linearizable;
            ample_ = std::make_unique<AmpleOfModel>(model_.tables(), *foresight_, options.network,
                                                    linearizable, barred(), notes_->facts,
                                                    Deliver{&model_});
        }
        return *ample_;
    }
    void walk_at_random(core::Random random, bool reduced) const {
        constexpr std::size_t longest = 400;
        std::vector<Action> possible;
        State state = reduced ? initial_states()[0] : model_.initial_states()[0];
        for (std::size_t step = 0; step < longest; ++step) {
            possible.clear();
            if (reduced) {
                actions(state, possible);
            } else {
                model_.actions(state, possible);
                note(state, possible);
            }
            if (!step_at_random(state, possible, random)) break;
            if (reduced) tidy(state);
        }
    }
    bool step_at_random(State& state, std::vector<Action>& actions, core::Random& random) const {
        while (!actions.empty()) {
            std::swap(actions[random.below(actions.size())], actions.back());
            State next = state;
            if (model_.apply(next, actions.back())) {
                std::swap(state, next);
                return true;
            }
            actions.pop_back();
        }
        return false;
    }
    /// Whose deliveries are never enough: of those that may crash, and those that are looked at.
    std::vector<bool> barred() const {
        std::vector<bool> out(model_.participants());
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = may_crash(i);
        for (const auto& property : model_.properties())
            if (!property.stable && property.participants)
                for (const std::size_t i : *property.participants)
                    out[i] = true;
        return out;
    }
    bool may_crash(std::size_t participant) const {
        return model_.options().crashes > 0 &&
               !model_.tables().participant(participant).is_client();
    }

    /// All that can happen here is a fact.
    void note(const State& state, const std::vector<Action>& actions) const {
        for (const Action& action : actions) {
            if (action.kind == EventKind::drop) continue;
            const Effect& effect = model_.effect_of(state, action);
            if (!effect.acted) continue;
            const bool message = action.kind == EventKind::deliver;
            const Fact fact{action.participant, state.cells[action.participant],
                            message ? action.number : Fact::no_message, action.event, &effect};
            if (noted_.insert(fact.key()).second) notes_->facts.add(fact);
        }
    }

    /// Empty: all that can happen is taken.
    const Messages& choose(const State& state) const {
        AmpleOfModel& finder = ample();
        const std::size_t participants = model_.participants();
        moment_.locals.assign(state.cells.begin(),
                              state.cells.begin() + static_cast<std::ptrdiff_t>(participants));
        moment_.under_way.resize(participants);
        for (auto& messages : moment_.under_way)
            messages.clear();
        for (std::size_t i = model_.layout().network; i < state.cells.size(); ++i)
            if (const auto to = model_.tables().posting(state.cells[i]).to;
                to != ActorTables<Message>::nobody)
                moment_.under_way[to].push_back(state.cells[i]);
        return finder.find(moment_);
    }

    Whole model_;
    std::shared_ptr<PartialOrderNotes> notes_;
    std::shared_ptr<const Foresight<Message>> foresight_;
    mutable std::unique_ptr<AmpleOfModel> ample_;
    mutable Moment moment_;
    mutable boost::unordered_flat_set<std::array<std::uint64_t, 2>> noted_;
    mutable std::uint64_t reduced_ = 0;
    mutable std::uint64_t saved_ = 0;
};

}  // namespace ordeal::checker
