// At which event a history became one that no correct system could have given, and why.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/history/event.hpp"
#include "core/history/operation.hpp"
#include "core/result.hpp"
#include "core/verdict.hpp"

namespace ordeal::checker {

/// By which a history is judged.
struct Specification {
    std::string model;
    core::Value initial;
    std::string consistency = "linearizable";
};

struct Violation {
    std::size_t event = 0;  // the first one, a completion, that nothing can explain
    std::optional<core::Value> key;
    std::vector<std::size_t> concerned;  // events that invoked the operations to blame
    std::string explanation;             // one sentence, and a small timeline
};

/// Whether histories can be judged by it, event by event: it is a promise of the judge's, not, say,
/// eventual consistency, which only the end of a history can break.
bool can_judge(const Specification& specification);

/// Valid, invalid or unknown (where it cannot be judged), quickly. Error: the specification does
/// not know an operation.
core::Result<core::Verdict> verdict_of(const core::History& history,
                                       const Specification& specification);

/// The first event that nothing can explain. Every beginning of a history that can be explained can
/// be, too; so the first event at which it cannot is found by halving. None: the history is not
/// invalid. Error: as verdict_of.
core::Result<std::optional<std::size_t>> first_broken_event(const core::History& history,
                                                            const Specification& specification);
/// The same, with who is to blame.
core::Result<std::optional<Violation>> first_violation(const core::History& history,
                                                       const Specification& specification);

}  // namespace ordeal::checker
