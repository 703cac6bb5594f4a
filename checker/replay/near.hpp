// The neighbourhood of a recorded run: everything that can happen within a few actions of it. From
// each state that the run came through every order of deliveries, timers, choices, crashes and
// restarts is tried, and the next operation may begin early; what clients are told on the way is
// judged together with all that they had been told before. So a run that went well, but only just,
// becomes a bug that was found.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "actors/path.hpp"
#include "checker/replay/recording.hpp"
#include "checker/replay/violation.hpp"

namespace ordeal::checker {

struct NearOptions {
    unsigned depth = 1;
    std::function<bool()> go_on;  // asked again and again
};

struct NearResult {
    /// All within so many actions was looked at; less than what was asked for: it was stopped.
    unsigned depth = 0;
    std::uint64_t states = 0;
    std::string stopped;  // why before the end; else empty

    /// What goes wrong: after the first `position` steps of the run, these.
    struct Found {
        std::size_t position = 0;
        std::vector<actors::PathStep> steps;
        std::optional<std::string> claim;  // none: the history cannot be explained
    };
    std::optional<Found> found;
};

/// What clients had been told when the run had taken some of its steps, and what it means if they
/// are told something else then.
class NearHistory {
  public:
    /// `history`: of the replayed run, times are steps.
    NearHistory(const Recording& recording, const core::History& history);

    struct Operation {
        std::size_t invoked = 0;   // the step
        std::size_t answered = 0;  // the step; one behind the last: it was not
        std::int64_t process = 0;
        actors::PathOperation what;
    };

    /// Whether the history up to `position`, and then `events` about one key, can be explained.
    bool valid(std::size_t position, const core::History& events);
    /// The operation that an answer to a client is for; null: there is none.
    const Operation* answered_by(actors::Id client, const core::Value& answer) const;
    /// Of the step that invoked it; null: that did not invoke.
    const Operation* invoked_at(std::size_t step) const;
    /// The first invocation at or after a position; none: there are no more.
    std::optional<std::size_t> next_invocation(std::size_t position) const;

    static core::Event invocation(const Operation& operation);
    /// None: the answer leaves open whether it happened.
    std::optional<core::Event> completion(const Operation& operation,
                                          const core::Value& answer) const;

  private:
    using Request = std::pair<actors::Id, std::int64_t>;

    const Recording& recording_;
    std::map<std::optional<core::Value>, core::History> by_key_;
    std::map<Request, Operation> operations_;
    std::map<std::size_t, Request> invocations_;
    std::map<std::string, bool> verdicts_;  // that were asked for
};

}  // namespace ordeal::checker
