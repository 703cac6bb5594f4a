// Judges the small histories of a model checker, many of them: the search of Wing & Gong (1993)
// with memory (Lowe 2017), over the judge's own specifications, with calls compiled once.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "core/history/operation.hpp"
#include "core/result.hpp"

namespace ordeal::checker {

/// An operation of a history: the number of its compiled call, and which of the others (bits by
/// place) returned before it was invoked.
struct TestedOperation {
    std::uint32_t call = 0;
    std::uint64_t before = 0;
    bool pending = false;
};

class Tester {
  public:
    virtual ~Tester() = default;

    /// Error: the specification does not know this operation.
    virtual core::Result<std::uint32_t> compile(const core::Operation& operation) = 0;
    /// Whether some order of the operations that respects `before` is legal; those that are
    /// pending may be left out. Requires: at most 64 operations.
    virtual bool explains(const std::vector<TestedOperation>& operations) = 0;
};

/// `model` is a name of the judge's. Error: there is no such model.
core::Result<std::unique_ptr<Tester>> make_tester(std::string_view model,
                                                  const core::Value& initial);

}  // namespace ordeal::checker
