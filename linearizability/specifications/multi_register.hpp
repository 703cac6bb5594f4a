// Several registers that are read and written together: a transaction is a list of
// ["read",key,value] and ["write",key,value], done one after the other with nothing between. A
// state is a row with the values of keys, in the order in which keys occur; those behind its end
// have their initial values, and the last one has another.
#pragma once

#include "core/json.hpp"
#include "linearizability/specifications/interner.hpp"
#include "linearizability/specifications/rows.hpp"
#include "linearizability/specifications/specification.hpp"

namespace ordeal::linearizability {

class MultiRegister {
  public:
    /// The number of a transaction; equal transactions have equal numbers.
    struct Call {
        std::uint32_t transaction = 0;
        bool known = true;  // what its reads saw
        friend bool operator==(const Call&, const Call&) = default;
        std::uint64_t hash() const { return core::hash_combine(known ? 1 : 0, transaction); }
    };

    /// The initial value is an object with the values of keys; others are null.
    MultiRegister(const core::Value& initial, FailedCas) : initial_(initial) {}

    static core::Result<void> check(const core::Operation& operation) {
        const bool ok = operation.outcome == core::EventType::ok;
        const core::Value& list = ok ? operation.result : operation.argument;
        if (!list.is_list())
            return core::fail("a transaction is a list, got {}", core::to_json(list));
        for (const core::Value& item : list.as_list())
            if (!is_step(item))
                return core::fail("expected [\"read\",key,value] or [\"write\",key,value], got {}",
                                  core::to_json(item));
        return {};
    }

    std::optional<Call> compile(const core::Operation& operation) {
        if (operation.outcome == core::EventType::fail) return std::nullopt;
        const bool ok = operation.outcome == core::EventType::ok;
        const core::Value& list = ok ? operation.result : operation.argument;
        const std::uint32_t number = transactions_.intern(list);
        if (number == steps_.size()) add_transaction(list);
        const Call call{number, ok};
        return ok ? std::optional(call) : forget(call);
    }

    std::optional<Call> forget(const Call& call) const {
        return is_pure(call) ? std::nullopt : std::optional(Call{call.transaction, false});
    }

    bool is_pure(const Call& call) const {
        const auto& steps = steps_[call.transaction];
        return std::none_of(steps.begin(), steps.end(), [](const Step& s) { return s.writes; });
    }
    bool is_blind(const Call&) const { return false; }
    std::size_t bytes() const { return values_.bytes() + transactions_.bytes() + rows_.bytes(); }

    std::uint32_t initial() { return rows_.intern({}); }

    template <typename Emit>
    void step(std::uint32_t state, const Call& call, Emit&& emit) {
        const auto row = rows_.row(state);
        scratch_.assign(row.begin(), row.end());
        for (std::size_t key = scratch_.size(); key < initial_values_.size(); ++key)
            scratch_.push_back(initial_values_[key]);
        for (const Step& step : steps_[call.transaction]) {
            if (step.writes)
                scratch_[step.key] = step.value;
            else if (call.known && scratch_[step.key] != step.value)
                return;
        }
        emit(state_of_scratch());
    }

    std::string text(std::uint32_t state) const { return core::to_json(*as_initial(state)); }

    std::optional<core::Value> as_initial(std::uint32_t state) const {
        core::Value out = core::Value::Object{};
        const auto row = rows_.row(state);
        for (std::uint32_t key = 0; key < keys_.size(); ++key)
            out.set(name_of(key),
                    values_.value(key < row.size() ? row[key] : initial_values_[key]));
        return out;
    }

    std::uint32_t adopt(const MultiRegister& other, std::uint32_t state) {
        const auto row = other.rows_.row(state);
        for (std::uint32_t key = 0; key < row.size(); ++key)
            number_of(other.keys_.value(key));
        scratch_ = initial_values_;
        for (std::uint32_t key = 0; key < row.size(); ++key)
            scratch_[number_of(other.keys_.value(key))] =
                values_.intern(other.values_.value(row[key]));
        return state_of_scratch();
    }

    bool produces(const Call& call, const Call& other) const {
        for (const Step& made : steps_[call.transaction])
            for (const Step& seen : steps_[other.transaction])
                if (made.writes && !seen.writes && made.key == seen.key && made.value == seen.value)
                    return true;
        return false;
    }

    std::vector<bool> useless(const std::vector<Call>& calls, const std::vector<bool>&) const {
        return std::vector<bool>(calls.size());
    }

  private:
    struct Step {
        bool writes = false;
        std::uint32_t key = 0;
        std::uint32_t value = 0;
    };

    static bool is_read(const core::Value& f) {
        return f == core::Value("read") || f == core::Value("r");
    }
    static bool is_write(const core::Value& f) {
        return f == core::Value("write") || f == core::Value("w");
    }
    static bool is_step(const core::Value& item) {
        if (!item.is_list() || item.as_list().size() != 3) return false;
        return is_read(item.as_list()[0]) || is_write(item.as_list()[0]);
    }

    void add_transaction(const core::Value& list) {
        auto& steps = steps_.emplace_back();
        for (const core::Value& item : list.as_list()) {
            const auto& parts = item.as_list();
            steps.push_back({is_write(parts[0]), number_of(parts[1]), values_.intern(parts[2])});
        }
    }

    std::uint32_t number_of(const core::Value& name) {
        const std::uint32_t key = keys_.intern(name);
        if (key == initial_values_.size()) {
            const core::Value* value = initial_.find(name_of(key));
            initial_values_.push_back(values_.intern(value ? *value : core::Value()));
        }
        return key;
    }

    std::string name_of(std::uint32_t key) const {
        const core::Value& name = keys_.value(key);
        return name.is_string() ? name.as_string() : core::to_json(name);
    }

    /// The state with the values of all keys in scratch_.
    std::uint32_t state_of_scratch() {
        while (!scratch_.empty() && scratch_.back() == initial_values_[scratch_.size() - 1])
            scratch_.pop_back();
        return rows_.intern(scratch_);
    }

    core::Value initial_;
    Interner keys_;
    std::vector<std::uint32_t> initial_values_;  // of each key
    Interner values_;
    Interner transactions_;
    std::vector<std::vector<Step>> steps_;  // of each transaction
    Rows rows_;
    std::vector<std::uint32_t> scratch_;
};

}  // namespace ordeal::linearizability
