// Small things with a state of one value: a register that is written once, a counter, a mutex, a
// string that is put, appended to and got.
#pragma once

#include "core/hash.hpp"
#include "core/json.hpp"
#include "linearizability/specifications/interner.hpp"
#include "linearizability/specifications/specification.hpp"

namespace ordeal::linearizability {

/// What the specifications of this file share: calls are one function and one value, a state is
/// the number of a value, and no crashed call is known to be useless.
class Scalar {
  public:
    enum class Function : std::uint8_t { look, change, replace };

    /// look: saw `value`. change: by or to `value`. replace: put `value`, whatever was there.
    struct Call {
        Function function = Function::look;
        std::uint32_t value = 0;
        friend bool operator==(const Call&, const Call&) = default;
        std::uint64_t hash() const {
            return core::hash_combine(static_cast<std::uint64_t>(function), value);
        }
    };

    std::optional<Call> forget(const Call& call) const {
        return is_pure(call) ? std::nullopt : std::optional(call);
    }
    bool is_pure(const Call& call) const { return call.function == Function::look; }
    bool is_blind(const Call& call) const { return call.function == Function::replace; }
    std::uint32_t initial() const { return initial_; }
    std::size_t bytes() const { return values_.bytes(); }
    std::string text(std::uint32_t state) const { return core::to_json(values_.value(state)); }
    std::uint32_t adopt(const Scalar& other, std::uint32_t state) {
        return values_.intern(other.values_.value(state));
    }
    std::optional<core::Value> as_initial(std::uint32_t state) const {
        return values_.value(state);
    }
    bool produces(const Call& call, const Call& other) const {
        return !is_pure(call) && is_pure(other) && call.value == other.value;
    }
    std::vector<bool> useless(const std::vector<Call>& calls, const std::vector<bool>&) const {
        return std::vector<bool>(calls.size());
    }

  protected:
    explicit Scalar(const core::Value& initial) { initial_ = values_.intern(initial); }

    /// The look of an ok operation, by its result; none of any other.
    std::optional<Call> look(const core::Operation& operation, const core::Value& seen) {
        if (operation.outcome != core::EventType::ok) return std::nullopt;
        return Call{Function::look, values_.intern(seen)};
    }

    Interner values_;
    std::uint32_t initial_ = 0;
};

/// read, write: a write succeeds if nothing was written yet, or the same.
class WriteOnceRegister : public Scalar {
  public:
    WriteOnceRegister(const core::Value& initial, FailedCas) : Scalar(initial) {}

    static core::Result<void> check(const core::Operation&) { return {}; }

    std::optional<Call> compile(const core::Operation& operation) {
        if (operation.outcome == core::EventType::fail) return std::nullopt;
        if (operation.f == "read") return look(operation, operation.result);
        return Call{Function::change, values_.intern(operation.argument)};
    }

    template <typename Emit>
    void step(std::uint32_t state, const Call& call, Emit&& emit) const {
        const bool same = state == call.value;
        if (is_pure(call) ? same : same || state == initial_) emit(call.value);
    }

    /// Only the initial value can be written over.
    std::optional<core::Value> as_initial(std::uint32_t state) const {
        return state == initial_ ? std::optional(values_.value(state)) : std::nullopt;
    }
};

/// add (an integer, also below zero), read. Null is 0.
class Counter : public Scalar {
  public:
    Counter(const core::Value& initial, FailedCas)
        : Scalar(initial.is_int() ? initial : core::Value(0)) {}

    static core::Result<void> check(const core::Operation& operation) {
        if (operation.f == "add" && !operation.argument.is_int())
            return core::fail("the value is an integer, got {}", core::to_json(operation.argument));
        if (operation.f == "read" && operation.outcome == core::EventType::ok &&
            !operation.result.is_int())
            return core::fail("the answer is an integer, got {}", core::to_json(operation.result));
        return {};
    }

    std::optional<Call> compile(const core::Operation& operation) {
        if (operation.outcome == core::EventType::fail) return std::nullopt;
        if (operation.f == "read") return look(operation, operation.result);
        return Call{Function::change, values_.intern(operation.argument)};
    }

    template <typename Emit>
    void step(std::uint32_t state, const Call& call, Emit&& emit) {
        if (is_pure(call)) {
            if (state == call.value) emit(state);
            return;
        }
        const auto a = static_cast<std::uint64_t>(values_.value(state).as_int());
        const auto b = static_cast<std::uint64_t>(values_.value(call.value).as_int());
        emit(values_.intern(static_cast<std::int64_t>(a + b)));  // wraps
    }

    bool produces(const Call&, const Call&) const { return false; }
};

/// acquire, release. Null and false are free, anything else is held.
class Mutex : public Scalar {
  public:
    Mutex(const core::Value& initial, FailedCas)
        : Scalar(initial.is_null() || initial == core::Value(false) ? "free" : "held") {
        free_ = values_.intern("free");
        held_ = values_.intern("held");
    }

    static core::Result<void> check(const core::Operation&) { return {}; }

    std::optional<Call> compile(const core::Operation& operation) const {
        if (operation.outcome == core::EventType::fail) return std::nullopt;
        return Call{Function::change, operation.f == "acquire" ? held_ : free_};
    }

    template <typename Emit>
    void step(std::uint32_t state, const Call& call, Emit&& emit) const {
        if (state != call.value) emit(call.value);
    }

    std::string text(std::uint32_t state) const { return values_.value(state).as_string(); }
    std::optional<core::Value> as_initial(std::uint32_t state) const {
        return core::Value(state == held_);
    }
    bool produces(const Call& call, const Call& other) const { return call.value != other.value; }

  private:
    std::uint32_t free_ = 0;
    std::uint32_t held_ = 0;
};

/// put, append, get, of strings. Null is the empty string.
class AppendKv : public Scalar {
  public:
    AppendKv(const core::Value& initial, FailedCas)
        : Scalar(initial.is_string() ? initial : core::Value("")) {}

    static core::Result<void> check(const core::Operation& operation) {
        const bool get = operation.f == "get";
        if (get && (operation.outcome != core::EventType::ok || operation.result.is_null()))
            return {};
        const core::Value& text = get ? operation.result : operation.argument;
        if (text.is_string()) return {};
        return core::fail("expected a string, got {}", core::to_json(text));
    }

    std::optional<Call> compile(const core::Operation& operation) {
        if (operation.outcome == core::EventType::fail) return std::nullopt;
        if (operation.f == "get")
            return look(operation, operation.result.is_null() ? core::Value("") : operation.result);
        return Call{operation.f == "put" ? Function::replace : Function::change,
                    values_.intern(operation.argument)};
    }

    template <typename Emit>
    void step(std::uint32_t state, const Call& call, Emit&& emit) {
        if (call.function == Function::replace) return emit(call.value);
        if (call.function == Function::look) {
            if (state == call.value) emit(state);
            return;
        }
        emit(values_.intern(values_.value(state).as_string() +
                            values_.value(call.value).as_string()));
    }
};

}  // namespace ordeal::linearizability
