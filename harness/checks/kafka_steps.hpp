// Jepsen and Maelstrom write sends and polls as steps of a transaction: [["send", 3, 7], ["poll"]],
// completed as [["send", 3, [offset, 7]], ["poll", {"3": [[offset, 7], ...]}]]. This makes an
// operation of each step, in the form that the kafka check reads.
#pragma once

#include <vector>

#include "core/history/operation.hpp"

namespace ordeal::harness {

/// Whether a history has operations of that form.
bool has_kafka_steps(const std::vector<core::Operation>& operations);

/// Each step as an operation of its own with the id, the process and the moments of the operation
/// that it comes from; operations of another form stay as they are. Keys become strings.
std::vector<core::Operation> split_kafka_steps(const std::vector<core::Operation>& operations);

}  // namespace ordeal::harness
