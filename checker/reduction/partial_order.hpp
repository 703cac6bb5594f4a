// Partial order reduction of actor models: where the order of deliveries makes no difference to
// anyone, one order is taken.
//
// In each state the deliveries to one participant are taken alone if they are an ample set
// (ample.hpp), and if that leads on for good (Foresight::leads_on). The second is what Peled (1993)
// calls C3: no circle of states may put off the others for ever. It is a condition on the step, not
// on what a search has seen (as "sticky transitions" of Kurshan, Levin, Minea, Peled & Yenigün
// 1998), so what is left does not depend on the search, nor on its threads. And messages that will
// never again do anything are taken away.
//
// Why the result is right. Let F be the facts when a search ends, and let it have been made with
// the Foresight of just these: that is what rounds are for, see reduced_check.hpp. Claim: for each
// state s that was visited and each execution v from it, all of v's pairs (local, event) are in F,
// and some execution that was searched is v with commuting steps exchanged and some steps added. By
// induction on the length of v, then on the number of reduced states before the next one that is
// expanded fully (finite, as each step leads on):
// - s is expanded fully: the first step of v was taken, and its pair noted; the rest is shorter.
// - s is reduced to a set T for p, and v has a first step t of T. Before it, p gets only messages
//   that were under way or that others sent by pairs of F (shorter executions), so they were
//   followed when T was found, their pairs noted, and each commutes with t. So t may come first,
//   and the rest is shorter.
// - v has no step of T: then any t of T commutes with all of v, v is an execution after t, and the
//   next state that is expanded fully is nearer.
// As the added steps come after v's or commute with them, the state that v leads to comes to a
// state searched by further steps. So what, once true, stays true (Property::stable) is found. And
// what looks at some participants only keeps its values along the way if no set T is theirs (C2).
//
// What does not profit: servers that may crash, or that have a timer set or a choice to make, as
// these commute with no delivery.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
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
        chosen_.clear();
        return *this;
    }
    ~PartialOrder() { flush(); }

    const Whole& model() const { return model_; }
    void flush() const {
        notes_->reduced += std::exchange(reduced_, 0);
        notes_->saved += std::exchange(saved_, 0);
    }

    /// Learns from random walks through the whole, so that fewer rounds are needed.
    void scout(std::uint64_t walks) const {
        constexpr std::size_t longest = 1000;
        const core::Random random(0);
        std::vector<Action> actions;
        for (std::uint64_t walk = 0; walk < walks; ++walk) {
            core::Random own = random.split(walk);
            State state = model_.initial_states()[0];
            for (std::size_t step = 0; step < longest; ++step) {
                actions.clear();
                model_.actions(state, actions);
                note(state, actions);
                if (actions.empty() || !step_at_random(state, actions, own)) break;
            }
        }
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
        const auto* set = choose(state);
        if (set == nullptr) return;
        const auto kept = std::ranges::remove_if(out, [&](const Action& action) {
            const bool message =
                action.kind == EventKind::deliver || action.kind == EventKind::drop;
            return !message || std::ranges::count(*set, action.number) == 0;
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
            ample_ = std::make_unique<AmpleOfModel>(model_.tables(), *foresight_,
                                                    model_.options().network, notes_->facts,
                                                    Deliver{&model_});
            for (const auto& property : model_.properties())
                if (!property.stable && property.participants)
                    visible_.insert(visible_.end(), property.participants->begin(),
                                    property.participants->end());
        }
        return *ample_;
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

    /// Null: all that can happen is taken.
    const Messages* choose(const State& state) const {
        const Messages* best = nullptr;
        for (std::uint32_t i = 0; i < model_.participants(); ++i) {
            if (may_crash(i) || std::ranges::count(visible_, i) > 0) continue;
            const Messages& set = set_of(state, i);
            if (set.empty() || (best != nullptr && set.size() >= best->size())) continue;
            best = &set;
            if (set.size() == 1) break;
        }
        return best;
    }

    const Messages& set_of(const State& state, std::uint32_t participant) const {
        View view{participant, state.cells[participant], {}, {}};
        for (std::size_t i = model_.layout().network; i < state.cells.size(); ++i)
            if (model_.tables().posting(state.cells[i]).to == participant)
                view.under_way.push_back(state.cells[i]);
        static const Messages none;
        if (view.under_way.empty() || history_conflict(state, view)) return none;
        for (std::uint32_t i = 0; i < model_.participants(); ++i)
            view.expected.push_back(foresight_->expected(i, state.cells[i], participant));
        auto key = view.expected;
        key.push_back(participant);
        key.push_back(view.local);
        key.insert(key.end(), view.under_way.begin(), view.under_way.end());
        const auto place = chosen_.find(key);
        if (place != chosen_.end()) return *place->second;
        auto& found = chosen_[std::move(key)];
        found = std::make_unique<Messages>(ample().find(view));
        return *found;
    }

    /// Whether what a client may do to the history does not commute with what others may. A history
    /// keeps for each operation those that had returned when it began: so a return does not commute
    /// with the beginning of another client's.
    bool history_conflict(const State& state, const View& view) const {
        const auto& history = model_.options().history;
        if (history.model.empty() || history.consistency == Consistency::sequential) return false;
        bool invokes = false;
        bool returns = false;
        for (const std::uint32_t message : view.under_way)
            for (const auto& event : model_.delivery(view.local, message).events)
                (event.type == core::EventType::invoke ? invokes : returns) = true;
        if (!invokes && !returns) return false;
        for (std::uint32_t i = 0; i < model_.participants(); ++i) {
            if (i == view.participant) continue;
            const std::uint32_t local = state.cells[i];
            if (invokes && foresight_->may_return(i, local)) return true;
            if (returns && foresight_->may_invoke(i, local)) return true;
        }
        return false;
    }

    Whole model_;
    std::shared_ptr<PartialOrderNotes> notes_;
    std::shared_ptr<const Foresight<Message>> foresight_;
    mutable std::unique_ptr<AmpleOfModel> ample_;
    mutable std::vector<std::size_t> visible_;
    mutable boost::unordered_flat_map<std::vector<std::uint32_t>, std::unique_ptr<Messages>>
        chosen_;
    mutable boost::unordered_flat_set<std::array<std::uint64_t, 2>> noted_;
    mutable std::uint64_t reduced_ = 0;
    mutable std::uint64_t saved_ = 0;
};

}  // namespace ordeal::checker
