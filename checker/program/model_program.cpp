#include "checker/program/model_program.hpp"

#include "checker/replay/replay_command.hpp"

namespace ordeal::checker {

ModelProgram::ModelProgram(std::string name, std::string summary)
    : program_(std::move(name), std::move(summary)) {
    setup_.program = program_.name();
}

ModelProgram& ModelProgram::bugs(std::vector<core::PlantedBug> bugs) {
    setup_.bugs = std::move(bugs);
    return *this;
}

ModelProgram& ModelProgram::actors(ActorDefaults defaults) {
    setup_.actors = std::move(defaults);
    return *this;
}

ModelProgram& ModelProgram::options(std::function<void(core::Options&)> declare) {
    setup_.declare = std::move(declare);
    return *this;
}

ModelProgram& ModelProgram::replays(ReplayedProgram replayed) {
    setup_.replayed = std::move(replayed);
    return *this;
}

ModelProgram& ModelProgram::add(core::Subcommand subcommand) {
    program_.add(std::move(subcommand));
    return *this;
}

ModelProgram& ModelProgram::add(std::vector<core::Subcommand> subcommands) {
    program_.add(std::move(subcommands));
    return *this;
}

int ModelProgram::run(int argc, char** argv) {
    program_.add(check_command(setup_));
    program_.add(simulate_command(setup_));
    program_.add(explore_command(setup_));
    if (setup_.replayed) program_.add(replay_command(setup_.program, *setup_.replayed));
    return program_.run(argc, argv);
}

}  // namespace ordeal::checker
