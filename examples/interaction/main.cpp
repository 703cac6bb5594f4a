// The program `interaction`: see docs/examples.md.
#include <chrono>

#include "actors/runtime/program.hpp"
#include "checker/program/model_program.hpp"
#include "examples/interaction/model.hpp"

namespace {

using namespace ordeal;
using examples::Asker;
using examples::Counter;
using examples::InteractionBug;

Counter counter(const std::string& bug) {
    Counter counter;
    if (bug == "no-merge") counter.bug = InteractionBug::no_merge;
    if (bug == "guesses-ahead") counter.bug = InteractionBug::guesses_ahead;
    return counter;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<core::PlantedBug> bugs = {
        {"no-merge", "the counter does not take over the clock of what it hears"},
        {"guesses-ahead", "the counter ticks for the asker, too"}};
    std::uint64_t askers = 2;
    std::uint64_t enough = 2;
    return checker::ModelProgram("interaction", "a counter, and askers with vector clocks")
        .bugs(bugs)
        .actors({})
        .options([&](core::Options& options) {
            options.number("askers", "how many", askers, {1, 8});
            options.number("enough", "the answers that an asker wants", enough, {1, 100});
        })
        .model([&](const checker::SystemArguments& system)
                   -> core::Result<examples::InteractionModel> {
            if (system.model.crashes > 0)
                return core::fail("--crashes: these actors save nothing, none may crash");
            Asker asker;
            asker.enough = static_cast<std::int64_t>(enough);
            return examples::interaction_model(counter(system.bug), asker, askers, system.model);
        })
        .add(runtime::spawn_command(
            {"interaction", bugs,
             [](const std::string& bug) { return actors::make_any(counter(bug)); }}))
        .run(argc, argv);
}
