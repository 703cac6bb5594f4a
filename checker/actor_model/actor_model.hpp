// Actors, the network between them, their clients and the clients' history, as a model.
//
//     ActorModel<Abd::Message> model({.network = Network::ordered, .history = {.model =
//     "register"}}); model.add_actor(abd, {Id::node(1), {Id::node(2)}}); model.add_actor(abd,
//     {Id::node(2), {Id::node(1)}}); model.add_client(Id::client(1), protocol, script);
//     model.claim(linearizable<Message>());
//     const auto report = check(model);
//
// A state is a short row of numbers: one for the local of each participant, one for the history,
// one for each message under way. What comes of (participant, local, event) is computed once and
// remembered, and so is what an event adds to a history; the rest of a search moves numbers.
//
// The rules, which fix what is counted:
// - To deliver a message that changes nothing and sends nothing is no step, and leaves it where it
//   is. Not so on ordered networks, where it stands in the way of those behind it.
// - unordered-duplicating: what is delivered stays, and the message delivered last is part of the
//   state. Loss removes a message for good, on any network.
// - A timer that fires is no longer set; one that only sets itself again took no step.
// - A crash keeps the storage alone. Messages to a crashed actor wait. Recovering is starting, with
//   the storage.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>

#include "checker/actor_model/auxiliary.hpp"
#include "checker/actor_model/cells.hpp"
#include "checker/actor_model/client.hpp"
#include "checker/actor_model/effect_cache.hpp"
#include "checker/actor_model/exchange.hpp"
#include "checker/actor_model/scenes.hpp"
#include "checker/actor_model/steps.hpp"
#include "checker/actor_model/tables.hpp"
#include "checker/model/model.hpp"
#include "checker/reduction/partial_order.hpp"

namespace ordeal::checker {

/// [locals of participants][history][message delivered last, if duplicating][auxiliary state, if
/// there is one][messages under way]
struct Row {
    std::vector<std::uint32_t> cells;

    friend bool operator==(const Row&, const Row&) = default;
    friend auto operator<=>(const Row&, const Row&) = default;
};

template <typename Message>
class ActorModel {
  public:
    using State = Row;
    struct Action {
        EventKind kind = EventKind::deliver;
        std::uint16_t participant = 0;  // whom it happens to
        LocalEvent event;               // of what is no message
        std::uint32_t number = 0;       // deliver, drop: of the message; else: of the local

        friend bool operator==(const Action&, const Action&) = default;
    };

    explicit ActorModel(ActorModelOptions options)
        : options_(std::move(options)), tables_(std::make_shared<ActorTables<Message>>()) {
        tables_->check_determinism(options_.check_determinism);
    }

    /// Adding is for before the first search. Actors first, then clients.
    template <actors::Actor A>
    void add_actor(A actor, actors::Self self) {
        actors::explain_actor<A>();
        const actors::Id id = self.id;
        tables_->add(id, std::make_unique<ActorParticipant<A, Message>>(
                             std::move(actor), std::move(self), options_.rewrites_are_steps));
    }
    void add_client(actors::Id id, ClientProtocol<Message> protocol,
                    std::vector<ScriptedOperation> script, Pace pace = Pace::asks_at_once) {
        const bool records_ignored =
            options_.history.records_ignored_answers && options_.network == Network::ordered;
        tables_->add(id, std::make_unique<ClientParticipant<Message>>(
                             std::move(protocol), std::move(script), records_ignored, pace));
    }
    void claim(Property<ActorModel> property) { claims_.push_back(std::move(property)); }
    /// Of the claims so far only the one of that name.
    void claim_only(const std::string& name) {
        std::erase_if(claims_, [&name](const auto& claim) { return claim.name != name; });
    }
    /// States for which `within` is false are not explored.
    void bound(std::function<bool(const ActorModel&, const State&)> within) {
        within_ = std::move(within);
    }

    /// Adds a state of one's own (see auxiliary.hpp), which `update` changes at each step.
    template <typename H>
    void observe(H initial, typename AuxiliaryOf<Message, H>::Update update) {
        auxiliary_ =
            std::make_shared<AuxiliaryOf<Message, H>>(std::move(initial), std::move(update));
    }
    /// Requires: the model observes, in an H (checked).
    template <typename H>
    const H& observed(const State& state) const {
        const auto* auxiliary = dynamic_cast<const AuxiliaryOf<Message, H>*>(auxiliary_.get());
        CHECK(auxiliary != nullptr, "the model observes nothing, or in another type");
        return auxiliary->state(state.cells[network_begin() - 1]);
    }
    bool observes() const { return auxiliary_ != nullptr; }

    /// These participants (by their places, in order of adding) may change places: actors of one
    /// kind with equal members, which treat each other alike and compare ids with nothing but ==;
    /// or clients with the same scripts, of which no operation is for one of these.
    void interchangeable(std::vector<std::size_t> participants) {
        groups_.push_back(std::move(participants));
    }

    // What the searches ask.

    std::vector<State> initial_states() const {
        const auto effects = tables_->start(options_.history);
        State state;
        state.cells.assign(network_begin(), 0);
        std::uint32_t history = Histories::empty;
        for (std::uint16_t i = 0; i < effects.size(); ++i) {
            state.cells[i] = effects[i].local;
            history = tables_->next_history(history, i, effects[i]);
            for (const std::uint32_t message : effects[i].posted)
                post(state, message);
            if (auxiliary_) observe_step(state, {EventKind::recover, i, {}, 0}, effects[i]);
        }
        state.cells[participants()] = history;
        return {state};
    }

    /// A model that knows of trouble has no actions, so that the search ends.
    void actions(const State& state, std::vector<Action>& out) const {
        if (tables_->troubled()) return;
        network_actions(state, out);
        unsigned down = 0;
        for (std::uint16_t i = 0; i < participants(); ++i) {
            const std::uint32_t local = state.cells[i];
            const auto& participant = tables_->participant(i);
            if (!participant.idle())
                for (const LocalEvent& event : participant.events(local))
                    out.push_back({event.kind, i, event, local});
            if (!crashed(state, i)) continue;
            ++down;
            out.push_back({EventKind::recover, i, {EventKind::recover, 0, 0}, local});
        }
        if (down >= options_.crashes) return;
        for (std::uint16_t i = 0; i < participants(); ++i)
            if (!tables_->participant(i).is_client() && !crashed(state, i))
                out.push_back({EventKind::crash, i, {EventKind::crash, 0, 0}, state.cells[i]});
    }

    bool apply(State& state, const Action& action) const {
        if (action.kind == EventKind::drop) {
            take(state, action.number);
            return true;
        }
        const auto& effect = effect_entry(state.cells[action.participant], action);
        if (action.kind == EventKind::deliver) {
            if (!effect.acted() && options_.network != Network::ordered) return false;
            if (options_.network == Network::unordered_duplicating)
                state.cells[participants() + 1] = action.number + 1;
            else
                take(state, action.number);
        } else if (!effect.acted()) {
            return false;
        }
        state.cells[action.participant] = effect.local();
        if (effect.recorded()) record(state, action.participant, effect.whole());
        for (const std::uint32_t message : effect.posted())
            post(state, message);
        if (auxiliary_) observe_step(state, action, effect.whole());
        return true;
    }

    std::vector<Property<ActorModel>> properties() const { return claims_; }
    /// A handler that is not deterministic.
    std::string trouble() const { return tables_->trouble(); }

    /// Weak fairness: a message that can be delivered (as a step) from some time on is delivered;
    /// a timer that is set from some time on fires; a choice is made. Equal messages from one
    /// participant to another are one. To lose messages, to crash and to recover is due to nobody.
    std::optional<std::uint64_t> fairness_class(const Action& action) const {
        if (action.kind == EventKind::deliver) return action.number;
        if (action.kind != EventKind::timer && action.kind != EventKind::choice)
            return std::nullopt;
        const auto& participant = tables_->participant(action.participant);
        const std::uint32_t number = participant.event_class(action.number, action.event);
        return std::uint64_t{1} << 62 | std::uint64_t{action.participant} << 32 | number;
    }
    bool within_boundary(const State& state) const { return !within_ || within_(*this, state); }

    std::uint64_t hash(const State& state) const {
        return core::hash_bytes(state.cells.data(), state.cells.size() * sizeof(std::uint32_t));
    }
    void pack(const State& state, std::vector<std::uint8_t>& out) const {
        pack_cells(state.cells, out);
    }
    void unpack(std::span<const std::uint8_t> bytes, State& state) const {
        unpack_cells(bytes, state.cells);
    }

    // What symmetry asks: see checker/reduction/symmetry.hpp.

    std::vector<std::uint32_t> interchangeable() const { return exchanges().groups(); }
    void permute(State& state, std::span<const std::uint32_t> to) const {
        exchanges().permute(*tables_, layout(), state.cells, to);
        if (!auxiliary_) return;
        std::uint32_t& observed = state.cells[network_begin() - 1];
        observed = auxiliary_->renamed(observed, exchanges().renaming(*tables_, layout(), to));
    }
    std::uint64_t colour(const State& state, std::uint32_t part,
                         std::span<const std::uint64_t> colours) const {
        return exchanges().colour(*tables_, layout(), state.cells, part, colours);
    }

    // What partial order reduction asks: see checker/reduction/partial_order.hpp.

    using PartialOrdered = PartialOrder<Message>;

    bool is_bounded() const { return within_ != nullptr; }
    RowLayout layout() const { return {participants(), network_begin(), options_.network}; }
    /// Requires: not a drop.
    const Effect& effect_of(const State& state, const Action& action) const {
        return effect_of(state.cells[action.participant], action);
    }
    /// Of a message to a participant that is at `local`, not crashed.
    const Effect& delivery(std::uint32_t local, std::uint32_t message) const {
        return effect_of(local, Action{EventKind::deliver, 0, {}, message});
    }
    /// Of what can happen in a state `wanted` itself, or the delivery of a message that is before
    /// it in its queue.
    std::optional<Action> towards(const State&, const std::vector<Action>& actions,
                                  const Action& wanted) const {
        for (const Action& action : actions)
            if (action == wanted) return action;
        for (const Action& action : actions)
            if ((wanted.kind == EventKind::deliver || wanted.kind == EventKind::drop) &&
                action.kind == EventKind::deliver &&
                tables_->posting(action.number).flow == tables_->posting(wanted.number).flow)
                return action;
        return std::nullopt;
    }

    // What properties and people ask.

    std::size_t participants() const { return tables_->size(); }
    actors::Id id(std::size_t participant) const { return tables_->id(participant); }

    /// The state of an actor of type A; null while it is crashed. Requires: it is one (checked).
    template <typename A>
    const typename A::State* state_of(const State& state, std::size_t participant) const {
        const auto* actor =
            dynamic_cast<const ActorParticipant<A, Message>*>(&tables_->participant(participant));
        CHECK(actor != nullptr, "participant {} is another kind of actor", participant);
        return actor->state(state.cells[participant]);
    }
    // What a walk along a recorded run asks, which knows more than the model.

    std::uint32_t message_number(Envelope<Message> envelope) const {
        return tables_->number_of(std::move(envelope));
    }
    /// Puts a message on its way.
    void post_message(State& state, std::uint32_t message) const { post(state, message); }
    bool under_way(const State& state, std::uint32_t message) const {
        const auto begin = state.cells.begin() + static_cast<std::ptrdiff_t>(network_begin());
        return std::find(begin, state.cells.end(), message) != state.cells.end();
    }
    /// Takes a message out of the network, if it is there.
    void remove(State& state, std::uint32_t message) const {
        const auto begin = state.cells.begin() + static_cast<std::ptrdiff_t>(network_begin());
        const auto found = std::find(begin, state.cells.end(), message);
        if (found != state.cells.end()) state.cells.erase(found);
    }
    /// Those under way to somebody who takes no part.
    std::vector<std::uint32_t> messages_to_clients(const State& state) const {
        std::vector<std::uint32_t> out;
        for (std::size_t i = network_begin(); i < state.cells.size(); ++i)
            if (tables_->posting(state.cells[i]).to == tables_->nobody)
                out.push_back(state.cells[i]);
        return out;
    }
    /// Puts an actor of type A into that state, without timers, choices and storage, or crashes it.
    /// For properties of states that something else than a search has come to.
    template <typename A>
    void put(State& state, std::size_t participant,
             std::optional<typename A::State> of_actor) const {
        state.cells[participant] =
            tables_->template participant_of<A>(participant).put(std::move(of_actor));
    }
    bool crashed(const State& state, std::size_t participant) const {
        if (options_.crashes == 0) return false;
        return tables_->participant(participant).crashed(state.cells[participant]);
    }
    /// Whether the clients' history can be explained, as the options ask.
    bool history_valid(const State& state) const {
        return tables_->histories().valid(state.cells[participants()]);
    }
    std::string history_text(const State& state) const {
        return tables_->histories().text(state.cells[participants()]);
    }
    /// Of a history that takes too long to judge why; empty: its verdict is known.
    std::string why_unknown(const State& state) const {
        return tables_->histories().why_unknown(state.cells[participants()]);
    }
    /// "history, not linearizable"
    std::string verdict_text(const State& state) const {
        const bool linearizable = options_.history.consistency == Consistency::linearizable;
        const char* const promise = linearizable ? "linearizable" : "sequentially consistent";
        if (!history_valid(state)) return fmt::format("history, not {}", promise);
        const std::string why = why_unknown(state);
        if (why.empty()) return fmt::format("history, {}", promise);
        return fmt::format("history, not known whether {}: {}", promise, why);
    }
    /// Calls visit(envelope) for each message under way, as often as it is.
    template <typename Visit>
    void for_each_message(const State& state, Visit&& visit) const {
        for (std::size_t i = network_begin(); i < state.cells.size(); ++i)
            visit(tables_->posting(state.cells[i]).envelope);
    }

    std::string text(const State& state) const {
        std::string out;
        for (std::size_t i = 0; i < participants(); ++i)
            out += fmt::format("{}: {}\n", actors::to_text(id(i)),
                               tables_->participant(i).text(state.cells[i]));
        for_each_message(state, [&out](const Envelope<Message>& envelope) {
            out += fmt::format("under way: {}\n", text_of(envelope));
        });
        if (!options_.history.model.empty())
            out += verdict_text(state) + ":\n" + history_text(state);
        if (auxiliary_) out += "observed: " + observed_text(state) + "\n";
        return out;
    }
    /// The auxiliary state; empty: there is none.
    std::string observed_text(const State& state) const {
        return auxiliary_ ? auxiliary_->text(state.cells[network_begin() - 1]) : std::string();
    }
    std::string text(const Action& action) const {
        if (action.kind == EventKind::deliver || action.kind == EventKind::drop)
            return (action.kind == EventKind::drop ? "lost: " : "") +
                   text_of(tables_->posting(action.number).envelope);
        return fmt::format(
            "{}: {}", actors::to_text(id(action.participant)),
            tables_->participant(action.participant).text_of(action.number, action.event));
    }

    Scene scene(const State& state, bool network) const { return scene_of(*this, state, network); }
    EventView event(const State& state, const Action& action) const {
        return event_of(*this, state, action);
    }
    EventView beginning_event() const { return beginning_of(*this); }

    /// A path as steps, without what came of them. Nothing is said of the program and its bugs.
    actors::Path path_of(const Path<ActorModel>& path) const {
        actors::Path out;
        for (std::size_t i = 0; i < participants(); ++i)
            out.nodes += id(i).is_node() ? 1 : 0;
        out.model = options_.history.model;
        out.initial = options_.history.initial;
        out.steps = steps_of(*this, path);
        return out;
    }
    /// What comes of the start of each participant.
    std::vector<Effect> beginning() const { return tables_->start(options_.history); }
    /// Requires: a choice of an actor.
    std::string choice_name(const Action& action) const {
        return tables_->participant(action.participant).choice_name(action.number, action.event);
    }
    /// The timer that fires, the alternative that is chosen; else null.
    core::Value value(const Action& action) const {
        if (action.kind != EventKind::timer && action.kind != EventKind::choice) return nullptr;
        return tables_->participant(action.participant).value(action.number, action.event);
    }

    const ActorModelOptions& options() const { return options_; }
    const ActorTables<Message>& tables() const { return *tables_; }

  private:
    /// A cache of what the tables remember, so that threads do not meet at their lock. A copy of a
    /// model begins with an empty one.
    template <typename Value>
    struct Cache {
        Cache() = default;
        Cache(const Cache&) {}
        Cache& operator=(const Cache&) {
            map.clear();
            return *this;
        }
        boost::unordered_flat_map<std::uint64_t, Value> map;
    };

    Exchanges<Message>& exchanges() const {
        if (!exchanges_.made) {
            exchanges_.made = std::make_unique<Exchanges<Message>>();
            exchanges_.made->declare(groups_, *tables_);
        }
        return *exchanges_.made;
    }

    /// Of one copy, too.
    struct OwnExchanges {
        OwnExchanges() = default;
        OwnExchanges(const OwnExchanges&) {}
        OwnExchanges& operator=(const OwnExchanges&) {
            made.reset();
            return *this;
        }
        std::unique_ptr<Exchanges<Message>> made;
    };

    std::size_t network_begin() const {
        return participants() + (options_.network == Network::unordered_duplicating ? 2 : 1) +
               (auxiliary_ ? 1 : 0);
    }

    /// Each message that can be delivered once, though it may be under way several times.
    void network_actions(const State& state, std::vector<Action>& out) const {
        for (std::size_t i = network_begin(); i < state.cells.size(); ++i) {
            const std::uint32_t number = state.cells[i];
            const auto& posting = tables_->posting(number);
            if (i > network_begin()) {
                const std::uint32_t before = state.cells[i - 1];
                if (options_.network == Network::ordered
                        ? tables_->posting(before).flow == posting.flow
                        : before == number)
                    continue;
            }
            if (posting.to != tables_->nobody && !crashed(state, posting.to)) {
                out.push_back({EventKind::deliver, posting.to, {}, number});
                effects_.prefetch(effect_key(state.cells[posting.to], out.back()));
            }
            if (options_.lossy) out.push_back({EventKind::drop, posting.to, {}, number});
        }
    }

    void post(State& state, std::uint32_t message) const {
        const auto begin = state.cells.begin() + static_cast<std::ptrdiff_t>(network_begin());
        if (options_.network == Network::ordered) {
            const std::uint32_t flow = tables_->posting(message).flow;
            auto place = state.cells.end();
            while (place != begin && tables_->posting(*(place - 1)).flow > flow)
                --place;
            state.cells.insert(place, message);
            return;
        }
        const auto place = std::lower_bound(begin, state.cells.end(), message);
        const bool there = place != state.cells.end() && *place == message;
        if (!there || options_.network != Network::unordered_duplicating)
            state.cells.insert(place, message);
    }
    void take(State& state, std::uint32_t message) const {
        const auto begin = state.cells.begin() + static_cast<std::ptrdiff_t>(network_begin());
        state.cells.erase(std::find(begin, state.cells.end(), message));
    }

    const Effect& effect_of(std::uint32_t local, const Action& action) const {
        return effect_entry(local, action).whole();
    }
    /// Valid until the next call.
    const EffectCache::Entry& effect_entry(std::uint32_t local, const Action& action) const {
        const auto key = effect_key(local, action);
        return effects_.find(key, [&]() -> const Effect& {
            if (action.kind == EventKind::deliver)
                return tables_->deliver(key, local, action.number);
            return tables_->happen(key, action.participant, local, action.event);
        });
    }
    static std::uint64_t effect_key(std::uint32_t local, const Action& action) {
        const std::uint64_t what = action.kind == EventKind::deliver
                                       ? action.number
                                       : std::uint64_t{action.participant} << 21 |
                                             std::uint64_t{action.event.first} << 11 |
                                             action.event.second;
        return static_cast<std::uint64_t>(action.kind) << 61 | what << 32 | local;
    }
    void record(State& state, std::size_t participant, const Effect& effect) const {
        std::uint32_t& history = state.cells[participants()];
        const auto key = std::uint64_t{history} << 32 | effect.number;
        const auto [place, added] = next_histories_.map.try_emplace(key, 0);
        if (added) place->second = tables_->next_history(history, participant, effect);
        history = place->second;
    }

    void observe_step(State& state, const Action& action, const Effect& effect) const {
        std::uint32_t& observed = state.cells[network_begin() - 1];
        const auto key = std::uint64_t{observed} << 32 | effect.number;
        const auto [place, added] = next_observed_.map.try_emplace(key, 0);
        if (added) place->second = next_observed(observed, action, effect);
        observed = place->second;
    }
    std::uint32_t next_observed(std::uint32_t observed, const Action& action,
                                const Effect& effect) const {
        Happening<Message> happening{action.kind, id(action.participant), nullptr, {}, nullptr};
        if (action.kind == EventKind::deliver)
            happening.delivered = &tables_->posting(action.number).envelope;
        for (const std::uint32_t message : effect.posted)
            happening.sent.push_back(&tables_->posting(message).envelope);
        happening.told = &effect.events;
        return auxiliary_->next(observed, happening);
    }

    ActorModelOptions options_;
    std::shared_ptr<Auxiliary<Message>> auxiliary_;
    std::shared_ptr<ActorTables<Message>> tables_;
    std::vector<Property<ActorModel>> claims_;
    std::function<bool(const ActorModel&, const State&)> within_;
    std::vector<std::vector<std::size_t>> groups_;
    mutable OwnExchanges exchanges_;
    mutable EffectCache effects_;
    mutable Cache<std::uint32_t> next_histories_;
    mutable Cache<std::uint32_t> next_observed_;
};

/// Adds servers n1, n2, ..., all of one kind, each with the others as its peers. Their ids.
template <actors::Actor A>
std::vector<actors::Id> add_servers(ActorModel<typename A::Message>& model, const A& actor,
                                    std::size_t count) {
    std::vector<actors::Id> ids;
    for (actors::Self& self : actors::selves(count)) {
        ids.push_back(self.id);
        model.add_actor(actor, std::move(self));
    }
    return ids;
}

/// The claim that clients see one copy that answers at once.
template <typename Message>
Property<ActorModel<Message>> linearizable() {
    using M = ActorModel<Message>;
    auto claim = stable(always<M>("linearizable", [](const M& model, const Row& state) {
        return model.history_valid(state);
    }));
    claim.why_unknown = [](const M& model, const Row& state) { return model.why_unknown(state); };
    return claim;
}

}  // namespace ordeal::checker
