// What the searches ask of a system: where it starts, what can happen in a state, what comes of it,
// and what is claimed. A model is a copyable value with these members, and nothing to derive from:
//
//     struct Clock {
//         struct State { std::int64_t hour = 1; };
//         enum class Action { tick, strike };
//
//         std::vector<State> initial_states() const { return {{1}, {12}}; }
//
//         /// Appends what can happen. `out` is empty at the call.
//         void actions(const State& state, std::vector<Action>& out) const {
//             out.push_back(Action::tick);
//             if (state.hour == 12) out.push_back(Action::strike);
//         }
//
//         /// Takes the action, changing `state` in place. False: the action is ignored, there is
//         /// no step (what was done to `state` is thrown away). A step may leave it as it was.
//         bool apply(State& state, Action action) const {
//             if (action == Action::strike) return false;
//             state.hour = state.hour % 12 + 1;
//             return true;
//         }
//
//         std::vector<checker::Property<Clock>> properties() const {
//             return {checker::always<Clock>("in range", [](const Clock&, const State& state) {
//                 return state.hour >= 1 && state.hour <= 12;
//             })};
//         }
//     };
//     ORDEAL_DESCRIBE(Clock::State, hour)             // ==, hash and text come from this
//     BOOST_DESCRIBE_ENUM(Clock::Action, tick, strike)
//
// Optional members:
//
//     bool within_boundary(const State&) const;       // false: neither counted nor explored
//     std::string text(const State&) const;           // else by its description
//     std::string text(const Action&) const;
//     std::uint64_t hash(const State&) const;         // else of its bytes if those determine it
//                                                     // (no padding), else by its description
//     void pack(const State&, std::vector<std::uint8_t>&) const;     // appends bytes; equal bytes,
//     void unpack(std::span<const std::uint8_t>, State&) const;      // equal states
//     std::size_t memory_bytes() const;               // what the model itself holds, if it grows
//     std::string trouble() const;                    // what it found wrong with itself, that
//     makes
//                                                     // what it says worthless; else empty
//     std::optional<std::uint64_t> fairness_class(const Action&) const;
//                                                     // what must not be put off for ever when
//                                                     // fairness is asked for; none: what may be
//
// Everything is deterministic: the same state gives the same actions, in the same order, with the
// same outcome. Each thread of a search has a copy of the model of its own. A State that is a
// plain struct of a few integers, without padding and pointers, is by far the fastest.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "actors/hash.hpp"
#include "actors/text.hpp"
#include "checker/model/property.hpp"

namespace ordeal::checker {

template <typename M>
using StateOf = typename M::State;
template <typename M>
using ActionOf = typename M::Action;

/// A state whose bytes determine it, and can be copied and hashed as such.
template <typename T>
concept Plain = std::is_trivially_copyable_v<T> && std::has_unique_object_representations_v<T>;

template <typename M>
concept HasModelState = requires { typename M::State; } && std::copyable<typename M::State> &&
                        std::default_initializable<typename M::State>;

template <typename M>
concept HasAction = requires { typename M::Action; } && std::copyable<typename M::Action>;

template <typename M>
concept HasInitialStates = requires(const M& model) {
    { model.initial_states() } -> std::same_as<std::vector<typename M::State>>;
};

template <typename M>
concept HasActions =
    requires(const M& model, const typename M::State& state, std::vector<typename M::Action>& out) {
        { model.actions(state, out) } -> std::same_as<void>;
    };

template <typename M>
concept HasApply =
    requires(const M& model, typename M::State& state, const typename M::Action& action) {
        { model.apply(state, action) } -> std::same_as<bool>;
    };

template <typename M>
concept HasProperties = requires(const M& model) {
    { model.properties() } -> std::same_as<std::vector<Property<M>>>;
};

template <typename M>
concept HasBoundary = requires(const M& model, const typename M::State& state) {
    { model.within_boundary(state) } -> std::same_as<bool>;
};

template <typename M>
concept HasHash = requires(const M& model, const typename M::State& state) {
    { model.hash(state) } -> std::same_as<std::uint64_t>;
};

template <typename M>
concept HasFairness = requires(const M& model, const typename M::Action& action) {
    { model.fairness_class(action) } -> std::same_as<std::optional<std::uint64_t>>;
};

/// What can be put into words.
template <typename M>
concept SaysStates = requires(const M& model, const typename M::State& state) {
    { model.text(state) } -> std::same_as<std::string>;
} || actors::Described<typename M::State> || std::is_arithmetic_v<typename M::State>;
template <typename M>
concept SaysActions =
    requires(const M& model, const typename M::Action& action) {
        { model.text(action) } -> std::same_as<std::string>;
    } || actors::Described<typename M::Action> || actors::DescribedEnum<typename M::Action> ||
    std::is_arithmetic_v<typename M::Action>;

template <typename M>
concept KnowsTrouble = requires(const M& model) {
    { model.trouble() } -> std::same_as<std::string>;
};

template <typename M>
concept HasPack = requires(const M& model, typename M::State& state,
                           std::vector<std::uint8_t>& bytes, std::span<const std::uint8_t> span) {
    { model.pack(state, bytes) } -> std::same_as<void>;
    { model.unpack(span, state) } -> std::same_as<void>;
};

template <typename M>
concept Hashes = HasHash<M> || Plain<typename M::State> || actors::Described<typename M::State>;

template <typename M>
concept Model =
    std::copyable<M> && HasModelState<M> && HasAction<M> && HasInitialStates<M> && HasActions<M> &&
    HasApply<M> && HasProperties<M> && std::equality_comparable<typename M::State> && Hashes<M>;

/// Fails to compile with a sentence that says what the type lacks to be a model.
template <typename M>
constexpr void explain_model() {
    static_assert(std::copyable<M>, "a model is a value: each thread copies it");
    static_assert(HasModelState<M>, "a model needs a copyable, default-constructible State");
    static_assert(HasAction<M>, "a model needs a copyable Action");
    static_assert(HasInitialStates<M>, "a model needs `std::vector<State> initial_states() const`");
    static_assert(HasActions<M>,
                  "a model needs `void actions(const State&, std::vector<Action>&) const`");
    static_assert(HasApply<M>, "a model needs `bool apply(State&, const Action&) const`");
    static_assert(HasProperties<M>,
                  "a model needs `std::vector<checker::Property<M>> properties() const`");
    static_assert(std::equality_comparable<typename M::State>,
                  "a model's State needs ==, from ORDEAL_DESCRIBE or its own");
    static_assert(Hashes<M>,
                  "a model needs a State that is described (ORDEAL_DESCRIBE) or has no padding, or "
                  "`std::uint64_t hash(const State&) const`");
}

template <Model M>
bool within_boundary(const M& model, const typename M::State& state) {
    if constexpr (HasBoundary<M>)
        return model.within_boundary(state);
    else
        return true;
}

/// Guarantees: equal states have equal fingerprints; all 64 bits are mixed, zero is not used.
template <Model M>
std::uint64_t fingerprint(const M& model, const typename M::State& state) {
    std::uint64_t hash = 0;
    if constexpr (HasHash<M>)
        hash = model.hash(state);
    else if constexpr (Plain<typename M::State>)
        hash = core::hash_bytes(&state, sizeof state);
    else
        hash = actors::hash_of(state);
    return hash == 0 ? 1 : hash;
}

template <Model M>
std::string text_of_state(const M& model, const typename M::State& state) {
    if constexpr (requires { model.text(state); })
        return model.text(state);
    else
        return actors::text_of(state);
}

template <Model M>
std::string text_of_action(const M& model, const typename M::Action& action) {
    if constexpr (requires { model.text(action); })
        return model.text(action);
    else
        return actors::text_of(action);
}

/// Of a reduced model: what it has found wrong with the reduction; else empty. Of any: trouble().
template <Model M>
std::string complaint_of(const M& model) {
    std::string complaint;
    if constexpr (requires { model.complaint(); }) complaint = model.complaint();
    if constexpr (KnowsTrouble<M>)
        if (complaint.empty()) complaint = model.trouble();
    return complaint;
}

/// Of a reduced model: how many steps led to a state that another one stands for, of all copies
/// that were asked. To be set of all of them.
template <Model M>
std::uint64_t merged_of(const M& model) {
    if constexpr (requires { model.merged(); })
        return model.merged();
    else
        return 0;
}
template <Model M>
void set_merged(const M& model, std::uint64_t merged) {
    if constexpr (requires { model.set_merged(merged); }) model.set_merged(merged);
}

template <Model M>
std::size_t memory_of(const M& model) {
    if constexpr (requires { model.memory_bytes(); })
        return model.memory_bytes();
    else
        return 0;
}

}  // namespace ordeal::checker
