// Operations as one who listens knows them while they are under way: what they ask for, but not
// what they will be told.
#pragma once

#include <optional>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "core/check.hpp"
#include "core/history/operation.hpp"
#include "linearizability/search/classes.hpp"
#include "linearizability/specifications/interner.hpp"
#include "linearizability/specifications/specification.hpp"

namespace ordeal::linearizability {

template <Specification S>
struct OnlineKind {
    core::Operation operation;               // function and argument
    std::optional<typename S::Call> effect;  // whatever it will be told; none: it changes nothing
    std::optional<typename S::Call> missed;  // what it saw if it fails; none: nothing
    std::uint32_t effect_class = 0;          // equal effects have equal numbers
    bool answers = false;                    // what it is told depends on the state before it
    bool blind = false;

    /// Its return may be explained by a state that it merely saw.
    bool looks() const { return !effect || missed; }
};

/// The kinds of operations that occurred, by function and argument, numbered from 0.
template <Specification S>
class OnlineKinds {
  public:
    /// Requires: the operation was checked.
    std::uint32_t number(S& spec, const core::Operation& operation) {
        const std::uint32_t name =
            names_.intern(core::Value::list({operation.f, operation.argument}));
        if (name == kinds_.size()) kinds_.push_back(make(spec, operation));
        return name;
    }
    const OnlineKind<S>& operator[](std::uint32_t kind) const { return kinds_[kind]; }

    const typename S::Call& call_of_class(std::uint32_t number) const { return effects_[number]; }
    /// The kind of some operation of the class.
    std::uint32_t kind_of_class(std::uint32_t number) const { return of_class_[number]; }

  private:
    OnlineKind<S> make(S& spec, const core::Operation& operation) {
        OnlineKind<S> kind;
        core::Operation& asked = kind.operation;
        asked.f = operation.f;
        asked.argument = operation.argument;
        kind.effect = spec.compile(asked);
        if (kind.effect && spec.is_pure(*kind.effect)) kind.effect.reset();
        asked.outcome = core::EventType::fail;
        kind.missed = spec.compile(asked);
        if (kind.effect) {
            kind.blind = spec.is_blind(*kind.effect);
            asked.outcome = core::EventType::ok;  // and was told nothing
            kind.answers = !S::check(asked) || spec.compile(asked) != kind.effect;
            kind.effect_class = class_of(*kind.effect);
        }
        CHECK(!kind.missed || spec.is_pure(*kind.missed), "a failed {} changes something", asked.f);
        asked.outcome = core::EventType::info;
        return kind;
    }

    std::uint32_t class_of(const typename S::Call& effect) {
        const auto fresh = static_cast<std::uint32_t>(effects_.size());
        const auto [place, added] = classes_.try_emplace(effect, fresh);
        if (added) {
            effects_.push_back(effect);
            of_class_.push_back(static_cast<std::uint32_t>(kinds_.size()));
        }
        return place->second;
    }

    Interner names_;
    std::vector<OnlineKind<S>> kinds_;
    std::vector<typename S::Call> effects_;  // of each class
    std::vector<std::uint32_t> of_class_;
    boost::unordered_flat_map<typename S::Call, std::uint32_t, HashCall<typename S::Call>> classes_;
};

}  // namespace ordeal::linearizability
