// The judge as a value, for a model checker to hold in its states: told of each invocation and each
// return as they happen, it knows whether the history so far can be linearized, whatever is still
// under way taking effect or not. Independent keys are judged apart.
//
// A value is a number and a pointer; the situations themselves are interned in tables that a value
// shares with all copies of it and all that came of them. From equal values the same histories may
// follow, so a history is kept no longer than it matters: long ones with few operations under way
// come to few different values.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/history/event.hpp"
#include "core/result.hpp"
#include "linearizability/judge.hpp"

namespace ordeal::linearizability {

class IncrementalTables;

/// One thread at a time may use values that share their tables, but for copying, comparing and
/// hashing them and asking whether the history is linearizable.
class Incremental {
  public:
    /// Before the first operation. Of the options model, initial and failed_cas count.
    /// `most_steps`: of the search that one return asks for. Error: an unknown model.
    static core::Result<Incremental> start(const JudgeOptions& options,
                                           std::uint64_t most_steps = UINT64_MAX);

    /// The process begins an operation. Error, and nothing has changed: the model knows no such
    /// operation, the process is busy, or it is the 257th of all that share the tables.
    core::Result<void> invoke(std::int64_t process, const std::string& f,
                              const core::Value& argument,
                              const std::optional<core::Value>& key = {});

    /// The operation of the process returns: ok with a result, fail (it did not happen), or info
    /// (it may take effect at any time from its invocation on, or never), after which the process
    /// may begin another one. Error, and nothing has changed: the process is idle, the model knows
    /// no such answer, or it would take too many steps.
    core::Result<void> complete(std::int64_t process, core::EventType type,
                                const core::Value& result = {});

    bool linearizable() const { return number_ != illegal; }

    /// Of values that share their tables. Once nothing explains a history, it does not matter what
    /// else is in it.
    friend bool operator==(const Incremental& a, const Incremental& b) {
        return a.number_ == b.number_ && a.tables_ == b.tables_;
    }
    /// Equal for equal values.
    std::uint64_t hash() const;

    /// How many different situations the tables hold.
    std::size_t situations() const;

  private:
    static constexpr std::uint32_t illegal = 0;  // the number of all illegal situations

    Incremental(std::shared_ptr<IncrementalTables> tables, std::uint32_t number)
        : tables_(std::move(tables)), number_(number) {}

    std::shared_ptr<IncrementalTables> tables_;
    std::uint32_t number_;
};

}  // namespace ordeal::linearizability
