// One history, or one key of it, followed event by event: which states are possible, and whether
// anything explains what was heard so far. The online search (search/online.hpp) of whichever
// specification, behind a virtual edge. Streams keep one and feed it; the incremental form loads a
// situation into it, takes one step, and saves what came of it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/history/operation.hpp"
#include "core/result.hpp"
#include "linearizability/judge.hpp"
#include "linearizability/search/limits.hpp"

namespace ordeal::linearizability {

class Tracker {
  public:
    /// As many calls may be under way at once, in slots from 0 on.
    static constexpr std::uint32_t most_slots = 256;

    /// What came of a return.
    enum class Step : std::uint8_t {
        explained,
        illegal,  // nothing that was kept explains the history any more; see possible()
        stopped   // a limit was reached; the tracker is of no use until something is loaded
    };

    virtual ~Tracker() = default;

    /// An operation begins in a slot: its function and argument, and its outcome and result if they
    /// are known already, with the place of the completion, which makes it easier; else the outcome
    /// is info. Requires: the model
    /// knows it, the slot is free, and nothing was illegal or stopped before.
    virtual void invoke(std::uint32_t slot, const core::Operation& operation) = 0;
    /// The operation of a slot returns, with its outcome and result. Requires: the model knows it,
    /// function and argument (and the answer, if it was known) are those of the invocation, and
    /// nothing was illegal or stopped.
    /// Error: an answer that no operation that began so can have.
    virtual core::Result<Step> complete(std::uint32_t slot, const core::Operation& operation,
                                        Limits& limits) = 0;

    /// What is under way and what may explain it. Situations that are saved equal by one tracker
    /// are equal: the same may follow from them.
    virtual std::vector<std::uint32_t> save() const = 0;
    /// Goes on from what was saved, by this tracker. Requires: no forget() since then.
    virtual void load(std::span<const std::uint32_t> saved) = 0;

    /// Forgets values and states of the past that nothing depends on any more.
    virtual void forget() = 0;

    /// Was no configuration left out for there being too many? Otherwise `illegal` proves nothing.
    virtual bool complete() const = 0;
    /// The initial value of an object that would go on from here, where nothing is under way, no
    /// crashed operation is to be reckoned with, and only one state is possible; else none.
    virtual std::optional<core::Value> fresh_start() const = 0;

    /// Of an illegal return: the states that were possible before it, for people.
    virtual std::vector<std::string> possible() const = 0;
    /// How many configurations explain the history so far, and were looked at.
    virtual std::size_t configurations() const = 0;
    virtual std::uint64_t explored() const = 0;
    virtual std::size_t bytes() const = 0;
};

/// A tracker that keeps at most `widest` configurations.
using MakeTracker = std::unique_ptr<Tracker> (*)(const core::Value& initial, FailedCas failed_cas,
                                                 std::size_t widest);

template <typename S>
std::unique_ptr<Tracker> make_tracker(const core::Value& initial, FailedCas failed_cas,
                                      std::size_t widest);

}  // namespace ordeal::linearizability
