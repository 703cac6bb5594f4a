#include "linearizability/validate.hpp"

#include <limits>
#include <unordered_map>

namespace ordeal::linearizability {

namespace {

using core::EventType;
using core::Operation;
using Sequence = std::vector<const Operation*>;

/// Did it happen for certain, so that the witness must have it?
bool must_be_there(const Operation& operation, const JudgeOptions& options) {
    if (operation.outcome == EventType::ok) return true;
    return operation.outcome == EventType::fail && operation.f == "cas" &&
           options.failed_cas == FailedCas::observed;
}

bool may_be_there(const Operation& operation, const JudgeOptions& options) {
    return operation.outcome == EventType::info || must_be_there(operation, options);
}

/// The witness as operations: each at most once, all that must be there, none that must not.
core::Result<Sequence> sequence_of(const std::vector<const Operation*>& operations,
                                   const std::vector<std::size_t>& witness,
                                   const JudgeOptions& options) {
    std::unordered_map<std::size_t, const Operation*> by_id;
    for (const Operation* operation : operations)
        by_id.emplace(operation->id, operation);
    Sequence sequence;
    for (const std::size_t id : witness) {
        const auto found = by_id.find(id);
        if (found == by_id.end())
            return core::fail("operation {} is there twice or not of this partition", id);
        if (!may_be_there(*found->second, options))
            return core::fail("operation {} did not happen", id);
        sequence.push_back(found->second);
        by_id.erase(found);
    }
    for (const auto& [id, operation] : by_id)
        if (must_be_there(*operation, options)) return core::fail("operation {} is missing", id);
    return sequence;
}

/// Nothing may stand before something that had returned before it was invoked.
core::Result<void> check_real_time(const Sequence& sequence) {
    std::size_t earliest_return = std::numeric_limits<std::size_t>::max();
    for (auto place = sequence.rbegin(); place != sequence.rend(); ++place) {
        const Operation& operation = **place;
        if (operation.invoked > earliest_return)
            return core::fail("operation {} stands before one that had returned before it began",
                              operation.id);
        if (operation.outcome != EventType::info)
            earliest_return = std::min(earliest_return, operation.completed.value_or(0));
    }
    return {};
}

/// Plays an operation on a register; false if it could not have gone so.
bool play_register(core::Value& state, const Operation& operation) {
    if (operation.f == "write") {
        state = operation.argument;
    } else if (operation.f == "cas") {
        const bool equal = state == operation.argument.as_list().at(0);
        if (operation.outcome == EventType::fail) return !equal;
        if (!equal) return false;
        state = operation.argument.as_list().at(1);
    } else if (operation.outcome == EventType::ok) {
        return state == operation.result;
    }
    return true;
}

}  // namespace

core::Result<void> validate_witness(const std::vector<const Operation*>& operations,
                                    const std::vector<std::size_t>& witness,
                                    const JudgeOptions& options) {
    const auto sequence = sequence_of(operations, witness, options);
    if (!sequence) return tl::unexpected(sequence.error());
    if (auto order = check_real_time(*sequence); !order) return order;
    core::Value state = options.initial;
    for (const Operation* operation : *sequence)
        if (!play_register(state, *operation))
            return core::fail("operation {} could not have gone so after those before it",
                              operation->id);
    return {};
}

}  // namespace ordeal::linearizability
