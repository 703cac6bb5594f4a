// The command line of `ordeal maelstrom test`: Maelstrom's own options, and a few of ours.
#pragma once

#include "harness/program/arguments.hpp"

namespace CLI {
class App;
}

namespace ordeal::harness {

/// Adds the command `maelstrom test` to the program's; returns `test`. Requires: the arguments
/// outlive the parsing.
CLI::App& add_maelstrom(CLI::App& app, MaelstromArguments& arguments);

}  // namespace ordeal::harness
