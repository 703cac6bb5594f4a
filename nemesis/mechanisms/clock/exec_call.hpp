// Answers one call of execve that waits: the program that comes of it gets the node's clock.
#pragma once

#include <optional>
#include <utility>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "nemesis/mechanisms/clock/exec_watch.hpp"
#include "nemesis/mechanisms/clock/vdso_image.hpp"

namespace ordeal::nemesis {

/// What came of a call.
struct Executed {
    pid_t process = 0;
    core::Result<void> patched;
};

/// All calls must be answered by one thread, which traces nothing else.
class ExecAnswers {
  public:
    /// `image`: that of the machine.
    explicit ExecAnswers(VdsoImage image) : image_(std::move(image)) {}

    /// Lets the call go on and waits for its end; `page` is the descriptor of the node's ClockPage.
    /// None: it failed (there is no such program), or it was interrupted and comes again, or the
    /// process has ended.
    std::optional<Executed> answer(const ExecCall& call, int page);

  private:
    core::Nanoseconds patience() const;

    VdsoImage image_;
    unsigned in_vain_ = 0;  // calls since one has executed a program
};

}  // namespace ordeal::nemesis
