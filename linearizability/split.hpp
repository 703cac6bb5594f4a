// How a judgement begins: every operation is checked against the model, and the operations are
// split by key. Operations are large and lie all over the memory, so each is looked at once only,
// and on as many threads as there are: with many keys the rest goes on side by side too, and what
// is done one after the other decides how much more threads help.
#pragma once

#include <optional>
#include <vector>

#include "linearizability/models.hpp"
#include "linearizability/partition.hpp"

namespace ordeal::linearizability {

/// The operations of one key, in order of invocation.
struct Part {
    const core::Value* key = nullptr;  // null: the operations have none
    Operations operations;
};

/// The parts, in the order in which their keys first appear; none: the limits ended it. Error: an
/// operation that the model does not know, the first one in the history (with its id).
core::Result<std::optional<std::vector<Part>>> split(const Model& model,
                                                     const std::vector<core::Operation>& operations,
                                                     unsigned threads, const Limits& limits);

}  // namespace ordeal::linearizability
