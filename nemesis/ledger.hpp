// The ledger of the faults of a run: it begins and ends them through the port nemesis::Target,
// writes down what each did, and makes sure that on every way out each of them is ended.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "nemesis/record.hpp"
#include "nemesis/target.hpp"

namespace ordeal::nemesis {

/// Called when a fault has begun, or failed to, and when it has ended, or failed to; one call at a
/// time, in the order of what happened, from the thread that made it happen. Either may be empty.
/// They may ask the ledger for records() but must not begin or end anything.
struct LedgerCallbacks {
    std::function<void(const core::Value&)> sink;      // a line of faults.jsonl
    std::function<void(const core::Event&)> observer;  // an event for the history, without index
};

/// A fault on those who hold a role when it begins.
struct FaultOnRole {
    std::string role;
    Fault unresolved;  // for whom is still to be seen
    /// The fault on these nodes. Error: there is none such.
    std::function<core::Result<Fault>(const std::vector<Node>& holders)> on;
};

/// Safe to use from several threads: what one of them has under way is waited for.
class Ledger {
  public:
    /// Requires: target and clock outlive the ledger.
    Ledger(Target& target, const core::Clock& clock, LedgerCallbacks callbacks);
    /// Heals.
    ~Ledger();
    Ledger(const Ledger&) = delete;
    Ledger& operator=(const Ledger&) = delete;

    /// Returns once the fault has taken hold. `asked` is when it should have begun. Errors: that
    /// of the target; the ledger has healed. Requires: an id that never began before.
    core::Result<void> begin(FaultId id, const Fault& fault, core::Nanoseconds asked);

    /// The same; first the target is asked for the holders. Error also: there are none, or too many
    /// for the fault; then the fault has not taken hold.
    core::Result<void> begin(FaultId id, const FaultOnRole& fault, core::Nanoseconds asked);

    /// Returns once the effect is over; at once for a fault that is not active. `due` is when it
    /// should have ended. After an error the fault is still active: heal_all() tries once more.
    core::Result<void> end(FaultId id, core::Nanoseconds due);

    /// Ends what is active, the latest first, whatever fails on the way, and lets nothing begin any
    /// more. Returns what failed: those faults are given up. Another call finds nothing to do.
    std::vector<core::Error> heal_all();

    std::vector<FaultRecord> records() const;
    std::size_t active() const;

  private:
    core::Result<void> end_active(std::size_t record, std::optional<core::Nanoseconds> due);
    core::Result<void> begin_in_turn(FaultRecord record, const FaultOnRole* on_role);
    core::Result<void> resolve(FaultRecord& record, const FaultOnRole& on_role);
    std::size_t write_down(FaultRecord record);
    void tell(std::size_t record, Phase phase, core::Nanoseconds time) const;

    Target& target_;
    const core::Clock& clock_;
    const LedgerCallbacks callbacks_;
    std::atomic<bool> healed_ = false;
    std::mutex turn_;           // whoever holds it may call the target and change the records
    mutable std::mutex books_;  // held for moments only, so that records() never waits for a fault
    std::vector<FaultRecord> records_;
    std::vector<std::size_t> active_;  // positions among the records, in order of beginning
};

}  // namespace ordeal::nemesis
