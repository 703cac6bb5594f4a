// Drives a node: waits for messages, timers and signals, in one thread, until the input ends or
// somebody asks the process to stop.
#pragma once

#include "actors/runtime/node.hpp"
#include "actors/runtime/transport.hpp"
#include "core/clock.hpp"
#include "core/exit_code.hpp"
#include "core/result.hpp"

namespace ordeal::runtime {

/// Returns `valid` when the input ended or on SIGTERM, `interrupted` on SIGINT. Blocks both signals
/// for the process. Error: the node cannot go on; nothing was sent that was not durable.
core::Result<core::ExitCode> run_loop(Node& node, Transport& transport, const core::Clock& clock);

}  // namespace ordeal::runtime
