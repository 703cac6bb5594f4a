// A recorded run as a road of the explorer: a path of its model, with times, and with what the
// nodes wrote.
#pragma once

#include <memory>
#include <string>

#include "checker/explorer/road.hpp"
#include "checker/program/any_model.hpp"
#include "checker/replay/replayed_program.hpp"
#include "core/result.hpp"

namespace ordeal::checker {

struct OpenedRun {
    std::unique_ptr<AnyModel> model;
    Road road;
};

/// `wrong`: the step at which it went wrong, which is shown first; none: the start is. `note`: what
/// the replay came to. Messages that were not delivered are lost in the model as soon as they are
/// sent. What the model cannot show of it is said in the note. Error: what the model lacks.
core::Result<OpenedRun> open_run(const Recording& recording, const ReplayedProgram& program,
                                 std::size_t steps, std::optional<std::size_t> wrong,
                                 std::string note);

}  // namespace ordeal::checker
