// The program `two-phase-commit`: see docs/examples.md.
#include "checker/program/model_program.hpp"
#include "examples/two-phase-commit/two_phase_commit.hpp"

int main(int argc, char** argv) {
    using namespace ordeal;
    using Bug = examples::TwoPhaseCommitBug;
    examples::TwoPhaseCommit model;
    return checker::ModelProgram("two-phase-commit", "all commit, or all abort")
        .bugs({{"commits-early", "the transaction manager commits once it has heard of one"},
               {"changes-mind", "a resource manager that is prepared may still abort on its own"}})
        .options([&](core::Options& options) {
            options.number("managers", "how many resource managers", model.managers,
                           {1, examples::TwoPhaseCommit::limit});
        })
        .model([&](const checker::SystemArguments& system) {
            if (system.bug == "commits-early") model.bug = Bug::commits_early;
            if (system.bug == "changes-mind") model.bug = Bug::changes_mind;
            return model;
        })
        .run(argc, argv);
}
