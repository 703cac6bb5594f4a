// The program `increment`: see docs/examples.md.
#include "checker/program/model_program.hpp"
#include "examples/increment/increment.hpp"

int main(int argc, char** argv) {
    using namespace ordeal;
    examples::Increment model;
    return checker::ModelProgram("increment", "a race of threads that add one to a number")
        .options([&](core::Options& options) {
            options.number("processes", "how many race", model.threads,
                           {1, examples::Increment::limit});
        })
        .model([&](const checker::SystemArguments&) { return model; })
        .run(argc, argv);
}
