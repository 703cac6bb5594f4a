// Which system calls of one node a disk's faults hit, and what they do to them: decisions only,
// drawn from a stream of each fault's own, and the count of what was hit. No kernel in here.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "nemesis/fault.hpp"
#include "nemesis/link_rule.hpp"
#include "nemesis/mechanisms/system_calls/call_table.hpp"

namespace ordeal::nemesis {

enum class CallAction : std::uint8_t {
    fail,   // the call is not done and fails with the rule's error
    delay,  // it is done later
    lie,    // it is not done, and says that it was
    tear,   // its first bytes are written, then the node dies in it
    kill    // the node dies before it is done
};

/// What a fault does to the calls that it is about.
struct CallRule {
    CallAction action = CallAction::fail;
    std::set<int> calls;      // numbers: see call_numbers()
    std::string files = "*";  // pattern of paths within the node's folder, see covers()
    double probability = 1;   // drawn for each call that it is about
    std::uint64_t nth = 0;    // not 0: only that call, from 1, is hit
    int error = 0;            // of `fail`. ENOSPC hits an open only where it may make a file
    Latency latency;          // of `delay`

    bool covers(const std::vector<std::string>& files_of_call) const;
};

/// What a rule did to the calls of one name on one file.
struct CallCounts {
    std::uint64_t matched = 0;     // calls that the rule is about
    std::uint64_t hit = 0;         // those that it changed
    core::Nanoseconds delayed{0};  // altogether
    std::uint64_t bytes_lost = 0;  // of torn writes

    friend bool operator==(const CallCounts&, const CallCounts&) = default;
};

/// By file, by name of the call. Beyond `most_files_told` all other files are under "...".
using CallReport = std::map<std::string, std::map<std::string_view, CallCounts>>;
inline constexpr std::size_t most_files_told = 24;

/// What is to be done with one call. Without a fault: let it go on.
struct CallDecision {
    std::optional<FaultId> fault;  // that hit it
    CallAction action = CallAction::delay;
    int error = 0;
    double part = 0;             // of its bytes, that a torn write writes: [0, 1)
    core::Nanoseconds delay{0};  // before that, from all faults together
};

/// Thread-safe.
class CallRules {
  public:
    /// The fault begins; `random` is for its decisions alone, in order of the calls it is about.
    /// Requires: it is not active; a rule that lies is for calls of the group "sync" only.
    void begin(FaultId fault, CallRule rule, core::Random random);
    /// It ends; what it did. Empty for one that is not active.
    CallReport end(FaultId fault);
    CallReport report(FaultId fault) const;
    bool active(FaultId fault) const;

    /// Whether a call of this number can be hit at all, whatever its file.
    bool concerns(int number) const;

    /// Decides about a call on these files (paths within the node's folder) and counts it. Delays
    /// of several faults add up; of those that do something else the one that began first wins.
    /// `makes_file`: it is an open that may make one.
    CallDecision decide(const SystemCall& call, const std::vector<std::string>& files,
                        bool makes_file);

    void add_lost(FaultId fault, const SystemCall& call, const std::string& file,
                  std::uint64_t bytes);

  private:
    struct Active {
        CallRule rule;
        core::Random random;
        std::uint64_t seen = 0;
        CallReport report;

        bool hits();
        CallCounts& counts(const SystemCall& call, const std::string& file);
    };

    mutable std::mutex mutex_;
    std::map<FaultId, Active> active_;
};

}  // namespace ordeal::nemesis
