// A register: one value that is read, written and, for cas-register, compared and set; the kv model
// deletes too, which writes null. A state is the number of the value.
#pragma once

#include <algorithm>
#include <numeric>

#include "core/hash.hpp"
#include "core/json.hpp"
#include "linearizability/search/mutant.hpp"
#include "linearizability/specifications/interner.hpp"
#include "linearizability/specifications/specification.hpp"

namespace ordeal::linearizability {

class Register {
  public:
    enum class Function : std::uint8_t { read, write, cas, missed_cas };

    /// read: saw `from`. write: left `to`. cas: saw `from`, left `to`. missed_cas: saw another
    /// value than `from`.
    struct Call {
        Function function = Function::read;
        std::uint32_t from = 0;
        std::uint32_t to = 0;
        friend bool operator==(const Call&, const Call&) = default;
        std::uint64_t hash() const {
            return core::hash_combine(
                core::hash_combine(static_cast<std::uint64_t>(function), from), to);
        }
    };

    Register(const core::Value& initial, FailedCas failed_cas) : failed_cas_(failed_cas) {
        initial_ = values_.intern(initial);
    }

    static core::Result<void> check(const core::Operation& operation) {
        const auto& argument = operation.argument;
        if (operation.f == "cas" && !(argument.is_list() && argument.as_list().size() == 2))
            return core::fail("the value of a cas is a list [from,to], got {}",
                              core::to_json(argument));
        return {};
    }

    std::optional<Call> compile(const core::Operation& operation) {
        const bool ok = operation.outcome == core::EventType::ok;
        const bool failed = operation.outcome == core::EventType::fail;
        if (operation.f == "cas") return compile_cas(operation.argument.as_list(), failed);
        if (failed) return std::nullopt;
        if (operation.f == "delete") return Call{Function::write, 0, values_.intern(nullptr)};
        if (operation.f == "write")
            return Call{Function::write, 0, values_.intern(operation.argument)};
        if (!ok) return std::nullopt;
        return Call{Function::read, values_.intern(operation.result), 0};
    }

    std::optional<Call> forget(const Call& call) const {
        if (is_pure(call)) return std::nullopt;
        return call;
    }

    bool is_pure(const Call& call) const {
        return call.function == Function::read || call.function == Function::missed_cas ||
               (call.function == Function::cas && call.from == call.to);
    }

    bool is_blind(const Call& call) const { return call.function == Function::write; }

    std::uint32_t initial() const { return initial_; }
    std::size_t bytes() const { return values_.bytes(); }
    /// How many different values there are: they are numbered from 0.
    std::size_t values() const { return values_.size(); }

    template <typename Emit>
    void step(std::uint32_t state, const Call& call, Emit&& emit) const {
        switch (call.function) {
            case Function::read:
                if (state == call.from) emit(state);
                break;
            case Function::write:
                emit(call.to);
                break;
            case Function::cas:
                if (state == call.from) emit(call.to);
                break;
            case Function::missed_cas:
                if (state != call.from) emit(state);
                break;
        }
    }

    std::string text(std::uint32_t state) const { return core::to_json(values_.value(state)); }

    std::uint32_t adopt(const Register& other, std::uint32_t state) {
        return values_.intern(other.values_.value(state));
    }
    std::optional<core::Value> as_initial(std::uint32_t state) const {
        return values_.value(state);
    }

    template <typename Use>
    void values_of(const Call& call, Use&& use) const {
        if (call.function != Function::write) use(call.from);
        if (call.function == Function::write || call.function == Function::cas) use(call.to);
    }

    std::optional<std::uint32_t> needs(const Call& call) const {
        if (call.function == Function::read || call.function == Function::cas) return call.from;
        return std::nullopt;
    }
    std::optional<std::uint32_t> brings(const Call& call) const {
        const bool swaps = call.function == Function::cas && call.from != call.to;
        if (call.function == Function::write || swaps) return call.to;
        return std::nullopt;
    }
    bool holds(std::uint32_t state, std::uint32_t value) const { return state == value; }

    class Blur;

    bool produces(const Call& call, const Call& other) const {
        const bool saw = other.function == Function::read || other.function == Function::cas;
        const bool left = call.function == Function::write ||
                          (call.function == Function::cas && call.from != call.to);
        return saw && left && call.to == other.from;
    }

    /// A crashed call is useless if nobody needs the value that it leaves: take it out of a legal
    /// order, and what stands between it and the next call that leaves a value are calls that
    /// need another value or none, so there are none but blind ones. One that is useless needs
    /// nothing either, so this goes on until nothing changes.
    std::vector<bool> useless(const std::vector<Call>& calls,
                              const std::vector<bool>& crashed) const {
        Needs needs(values_.size());
        for (const Call& call : calls)
            needs.count(call, 1);
        std::vector<bool> out(calls.size());
        std::vector<std::uint32_t> look;  // crashed calls to look at (again), the next one last
        for (auto i = static_cast<std::uint32_t>(calls.size()); i-- > 0;)
            if (crashed[i]) look.push_back(i);
        const ByResult makers(calls, look, values_.size());
        while (!look.empty()) {
            const std::uint32_t i = look.back();
            look.pop_back();
            if (out[i] || needs.somebody_needs(calls[i])) continue;
            out[i] = true;
            needs.count(calls[i], -1);
            if (calls[i].function != Function::write && !needs.somebody_sees(calls[i].from))
                makers.append(calls[i].from, look);
        }
        return out;
    }

  private:
    /// How many calls need each value.
    class Needs {
      public:
        explicit Needs(std::size_t values) : seen_(values), missed_(values) {}

        void count(const Call& call, std::int64_t more) {
            if (call.function == Function::missed_cas) {
                missed_[call.from] += more;
                missed_total_ += more;
            } else if (call.function != Function::write) {
                seen_[call.from] += more;
            }
        }
        /// A cas does not need the value that it leaves for itself; a missed one needs any but one.
        bool somebody_needs(const Call& call) const {
            const bool itself = (call.function == Function::cas && call.from == call.to) ||
                                mutated(Mutant::useless_once);
            const bool missed = missed_total_ > missed_[call.to];
            return seen_[call.to] > (itself ? 1 : 0) ||
                   (missed && !mutated(Mutant::useless_missed));
        }

        /// But for one that may be a cas to the value itself.
        bool somebody_sees(std::uint32_t value) const { return seen_[value] > 1; }

      private:
        std::vector<std::int64_t> seen_;
        std::vector<std::int64_t> missed_;
        std::int64_t missed_total_ = 0;
    };

    /// The crashed calls that leave each value.
    class ByResult {
      public:
        ByResult(const std::vector<Call>& calls, const std::vector<std::uint32_t>& crashed,
                 std::size_t values)
            : first_(values + 1), calls_(crashed.size()) {
            for (const std::uint32_t i : crashed)
                ++first_[calls[i].to];
            std::partial_sum(first_.begin(), first_.end(), first_.begin());
            for (const std::uint32_t i : crashed)
                calls_[--first_[calls[i].to]] = i;
        }
        void append(std::uint32_t value, std::vector<std::uint32_t>& out) const {
            out.insert(out.end(), calls_.begin() + first_[value],
                       calls_.begin() + first_[value + 1]);
        }

      private:
        std::vector<std::int32_t> first_;  // of each value, in calls_
        std::vector<std::uint32_t> calls_;
    };

    std::optional<Call> compile_cas(const core::Value::List& pair, bool failed) {
        if (failed && failed_cas_ == FailedCas::dropped) return std::nullopt;
        const std::uint32_t from = values_.intern(pair[0]);
        return Call{failed ? Function::missed_cas : Function::cas, from, values_.intern(pair[1])};
    }

    Interner values_;
    FailedCas failed_cas_;
    std::uint32_t initial_ = 0;
};

/// A register that tells only some values apart (blur.hpp): one value stands for all others, so a
/// cas from one of these to another changes nothing, and one that missed such a value may have
/// missed it in any state.
class Register::Blur {
  public:
    Blur(const Register& whole, const std::vector<std::uint32_t>& sharp)
        : spec_(whole.values_.value(stand_in(whole, sharp)), whole.failed_cas_),
          image_(whole.values_.size(), spec_.initial()) {
        sharp_.assign(whole.values_.size(), false);
        for (const std::uint32_t value : sharp) {
            sharp_[value] = true;
            image_[value] = spec_.values_.intern(whole.values_.value(value));
        }
        if (!mutated(Mutant::blur_initial)) spec_.initial_ = image_[whole.initial_];
    }

    Register& spec() { return spec_; }
    std::optional<Call> image(const Call& call) const {
        const bool missed = call.function == Function::missed_cas;
        if (missed && !sharp_[call.from] && !mutated(Mutant::blur_missed)) return std::nullopt;
        const bool saw = call.function != Function::write;
        const bool left = call.function == Function::write || call.function == Function::cas;
        return Call{call.function, saw ? image_[call.from] : 0, left ? image_[call.to] : 0};
    }

  private:
    /// A value that is not sharp; if all are, it stands for none.
    static std::uint32_t stand_in(const Register& whole, const std::vector<std::uint32_t>& sharp) {
        std::uint32_t value = 0;
        while (std::count(sharp.begin(), sharp.end(), value) > 0 &&
               value + 1 < whole.values_.size())
            ++value;
        return value;
    }

    Register spec_;
    std::vector<std::uint32_t> image_;  // of each value of the whole: its number here
    std::vector<bool> sharp_;
};

}  // namespace ordeal::linearizability
