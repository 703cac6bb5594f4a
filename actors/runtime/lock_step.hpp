// One actor as a node in lock-step: it hears events as lines, answers each with what the actor asks
// for, and does nothing by itself. Time, timers, choices and storage are the harness's. See
// actors/lock_step.hpp for the lines.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "actors/any_actor.hpp"
#include "core/exit_code.hpp"
#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::runtime {

class LockStepNode {
  public:
    /// `configuration` is told to the harness once, for its trace; it may be null.
    LockStepNode(std::unique_ptr<actors::AnyActor> actor, core::Value configuration);

    /// Handles one event and appends the answer's lines. Error: it is no event, or none that this
    /// actor can have at this moment; the node cannot go on.
    core::Result<void> handle(std::string_view line, std::string& answer);

  private:
    std::unique_ptr<actors::AnyActor> actor_;
    core::Value configuration_;
    bool started_ = false;
    bool tells_state_ = false;
};

/// Until the input ends. Error: as handle(), with the number of the line; or nobody listens.
core::Result<core::ExitCode> run_lock_step(LockStepNode& node, int input, int output);

}  // namespace ordeal::runtime
