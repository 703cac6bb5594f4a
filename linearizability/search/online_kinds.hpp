// Operations as one who listens knows them while they are under way: what they ask for, and perhaps
// what they will be told, if the listener is late.
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
    core::Operation operation;  // function and argument; outcome and result if known
    std::optional<typename S::Call>
        effect;                            // what it changes, whatever it will be told; or nothing
    std::optional<typename S::Call> look;  // known: what it saw, if it changes nothing
    std::optional<typename S::Call> missed;  // not known: what it saw if it fails; none: nothing
    std::uint32_t effect_class = 0;          // equal effects have equal numbers
    bool known = false;                      // what it will be told
    bool answers = false;                    // what it will be told depends on the state before it
    bool blind = false;

    /// Its return may be explained by a state that it merely saw, nobody knows which yet.
    bool looks() const { return !known && (!effect || missed); }
};

/// The kinds of operations that occurred, numbered from 0: by function and argument, and by what
/// they will be told where that is known.
template <Specification S>
class OnlineKinds {
  public:
    /// Requires: the operation was checked.
    std::uint32_t number(S& spec, const core::Operation& operation) {
        core::Value::List name{operation.f, operation.argument};
        if (operation.outcome != core::EventType::info) {
            name.emplace_back(operation.outcome == core::EventType::ok);
            name.push_back(operation.result);
        }
        const std::uint32_t number = names_.intern(std::move(name));
        if (number == kinds_.size()) kinds_.push_back(make(spec, operation));
        return number;
    }
    const OnlineKind<S>& operator[](std::uint32_t kind) const { return kinds_[kind]; }

    const typename S::Call& call_of_class(std::uint32_t number) const { return effects_[number]; }
    /// The kind of some operation of the class.
    std::uint32_t kind_of_class(std::uint32_t number) const { return of_class_[number]; }

  private:
    OnlineKind<S> make(S& spec, const core::Operation& operation) {
        OnlineKind<S> kind;
        kind.operation.f = operation.f;
        kind.operation.argument = operation.argument;
        kind.operation.outcome = operation.outcome;
        kind.operation.result = operation.result;
        kind.known = operation.outcome != core::EventType::info;
        kind.effect = spec.compile(kind.operation);
        if (kind.effect && spec.is_pure(*kind.effect)) std::swap(kind.effect, kind.look);
        if (!kind.known) foresee(spec, kind);
        if (!kind.effect) return kind;
        kind.blind = spec.is_blind(*kind.effect);
        kind.effect_class = class_of(*kind.effect);
        return kind;
    }

    /// What the answer may be that is not known.
    void foresee(S& spec, OnlineKind<S>& kind) {
        kind.look.reset();
        core::Operation told = kind.operation;
        told.outcome = core::EventType::fail;
        kind.missed = spec.compile(told);
        CHECK(!kind.missed || spec.is_pure(*kind.missed), "a failed {} changes something", told.f);
        told.outcome = core::EventType::ok;  // and was told nothing
        kind.answers = kind.effect && (!S::check(told) || spec.compile(told) != kind.effect);
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
