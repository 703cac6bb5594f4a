// The program `ordeal`.
#include <variant>

#include "harness/program/arguments.hpp"
#include "harness/program/commands.hpp"

namespace {

using namespace ordeal;
using namespace ordeal::harness;

core::ExitCode execute(const RunArguments& arguments) {
    return run_command(arguments);
}
core::ExitCode execute(const MaelstromArguments& arguments) {
    return maelstrom_command(arguments);
}
core::ExitCode execute(const VerifyArguments& arguments) {
    return verify_command(arguments);
}
core::ExitCode execute(const ReplayArguments& arguments) {
    return replay_command(arguments);
}
core::ExitCode execute(const ReproduceArguments& arguments) {
    return reproduce_command(arguments);
}
core::ExitCode execute(const GenerateArguments& arguments) {
    return generate_history_command(arguments);
}
core::ExitCode execute(const ReportArguments& arguments) {
    return report_command(arguments);
}
core::ExitCode execute(const ShowArguments& arguments) {
    return show_command(arguments);
}
core::ExitCode execute(const ServeArguments& arguments) {
    return serve_command(arguments);
}
core::ExitCode execute(const ListArguments& arguments) {
    return list_command(arguments);
}
core::ExitCode execute(const SchemaArguments&) {
    return schema_command();
}
core::ExitCode execute(const ForwardedArguments& arguments) {
    return arguments.command == "hunt" ? hunt_command(arguments) : shrink_command(arguments);
}

}  // namespace

int main(int argc, char** argv) {
    const auto parsed = parse_arguments(argc, argv);
    if (const auto* code = std::get_if<core::ExitCode>(&parsed)) return static_cast<int>(*code);
    const auto& arguments = std::get<Arguments>(parsed);
    return static_cast<int>(
        std::visit([](const auto& chosen) { return execute(chosen); }, arguments));
}
