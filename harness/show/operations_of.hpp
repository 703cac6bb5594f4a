// The operations of a stored history, one after the other, in little memory: a history of millions
// is read block by block, and only what is asked for is kept.
#pragma once

#include <filesystem>
#include <functional>

#include "core/history/operation.hpp"
#include "core/result.hpp"

namespace ordeal::harness {

/// What is done with the operations of a history.
struct OperationVisitor {
    /// Of each operation, as soon as its outcome is known (open ones at the end): is it wanted?
    std::function<bool(const core::Operation&)> wanted;
    /// Each wanted one, in order of invocation. False: that is enough.
    std::function<bool(const core::Operation&)> take;
};

/// Guarantees: holds those wanted that wait for an earlier operation to end, and a block of the
/// file. Error: the file cannot be read, or the place in it that is no history, as
/// core::parse_jsonl_history and core::pair_operations say it.
core::Result<void> visit_operations(const std::filesystem::path& history,
                                    const OperationVisitor& visitor);

}  // namespace ordeal::harness
