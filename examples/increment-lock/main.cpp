// The program `increment-lock`: see docs/examples.md.
#include "checker/program/model_program.hpp"
#include "examples/increment-lock/increment_lock.hpp"

int main(int argc, char** argv) {
    using namespace ordeal;
    using Bug = examples::IncrementLockBug;
    examples::IncrementLock model;
    return checker::ModelProgram("increment-lock", "threads that add one to a number, with a lock")
        .bugs({{"releases-early", "a thread gives the lock back before it writes"},
               {"keeps-lock", "a thread does not give the lock back"}})
        .options([&](core::Options& options) {
            options.number("processes", "how many race", model.threads,
                           {1, examples::IncrementLock::limit});
        })
        .model([&](const checker::SystemArguments& system) {
            if (system.bug == "releases-early") model.bug = Bug::releases_early;
            if (system.bug == "keeps-lock") model.bug = Bug::keeps_lock;
            return model;
        })
        .run(argc, argv);
}
