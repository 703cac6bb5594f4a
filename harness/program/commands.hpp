// The commands of `ordeal`: each takes its arguments, prints its result and says how to exit.
#pragma once

#include <string>

#include "core/exit_code.hpp"
#include "harness/program/arguments.hpp"

namespace ordeal::harness {

core::ExitCode run_command(const RunArguments& arguments);
core::ExitCode maelstrom_command(const MaelstromArguments& arguments);
core::ExitCode verify_command(const VerifyArguments& arguments);
core::ExitCode replay_command(const ReplayArguments& arguments);
core::ExitCode reproduce_command(const ReproduceArguments& arguments);
core::ExitCode generate_history_command(const GenerateArguments& arguments);
core::ExitCode report_command(const ReportArguments& arguments);
core::ExitCode show_command(const ShowArguments& arguments);
core::ExitCode serve_command(const ServeArguments& arguments);
core::ExitCode list_command(const ListArguments& arguments);
core::ExitCode schema_command();
core::ExitCode hunt_command(const ForwardedArguments& arguments);
core::ExitCode shrink_command(const ForwardedArguments& arguments);

/// What `ordeal list` can be asked for, comma-separated.
std::string list_topics();

}  // namespace ordeal::harness
