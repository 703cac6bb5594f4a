// What the searches ask of a sequential specification: a small class, used as a template argument,
// so that nothing in their loops is virtual. An object belongs to one partition of one history and
// interns its values and states.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/history/operation.hpp"
#include "core/result.hpp"
#include "linearizability/judge.hpp"

namespace ordeal::linearizability {

/// A Call is an operation as the specification sees it: what was asked and what is known of the
/// answer. A State is a number that stands for a state; equal states have equal numbers.
///
///   check(operation)      error: the argument or result has a form that the model does not know
///   compile(operation)    the call, or none if the operation constrains nothing
///   forget(call)          the call as if nothing had ever come back; none: constrains nothing
///   is_pure(call)         it leaves the state as it is wherever it is legal
///   is_blind(call)        it is legal everywhere and what follows does not depend on the state
///   step(state, call, emit)   calls emit(next) for each state that may follow; none: not legal
///   text(state)           for people
///   produces(call, other) `call` makes a state that `other` saw: worth showing beside it
///   useless(calls, crashed)   of the crashed calls, those without which a history that is valid
///                         would still be valid; or none at all where that is not known
template <typename S>
concept Specification =
    requires(S& spec, const S& constant, const core::Operation& operation, std::uint32_t state,
             const typename S::Call& call, const std::vector<typename S::Call>& calls,
             const std::vector<bool>& crashed) {
        requires std::equality_comparable<typename S::Call>;
        requires std::constructible_from<S, const core::Value&, FailedCas>;
        { S::check(operation) } -> std::same_as<core::Result<void>>;
        { spec.compile(operation) } -> std::same_as<std::optional<typename S::Call>>;
        { constant.forget(call) } -> std::same_as<std::optional<typename S::Call>>;
        { constant.is_pure(call) } -> std::same_as<bool>;
        { constant.is_blind(call) } -> std::same_as<bool>;
        { call.hash() } -> std::same_as<std::uint64_t>;
        { spec.initial() } -> std::same_as<std::uint32_t>;
        { constant.text(state) } -> std::same_as<std::string>;
        { constant.produces(call, call) } -> std::same_as<bool>;
        { constant.useless(calls, crashed) } -> std::same_as<std::vector<bool>>;
        spec.step(state, call, [](std::uint32_t) {});
    };

/// One that can be judged online: a search that goes on for long forgets what it has interned, by
/// going on with a fresh object.
///
///   adopt(other, state)   the number here of the state that has that number in the other object,
///                         which was made with the same initial value
///   as_initial(state)     the initial value with which an object begins in that state; none where
///                         it takes more than that
template <typename S>
concept OnlineSpecification =
    Specification<S> && requires(S& spec, const S& other, std::uint32_t state) {
        { spec.adopt(other, state) } -> std::same_as<std::uint32_t>;
        { other.as_initial(state) } -> std::same_as<std::optional<core::Value>>;
    };

}  // namespace ordeal::linearizability
