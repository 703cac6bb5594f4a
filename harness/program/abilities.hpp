// What each world can do to nodes on this machine: for `ordeal list faults`, and for scenarios that
// ask for all there is. World `real` is tried out, in a child process that enters a network of its
// own as a run does: some of what it needs is there only for one who has.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "nemesis/composition/composition.hpp"

namespace ordeal::harness {

/// For each kind of fault nothing, or why it cannot be had, and the remedy.
using Abilities = std::map<std::string, core::Result<void>, std::less<>>;

/// Requires: the process has one thread, and has not entered a network. What was tried stays known,
/// and is not tried again.
const Abilities& abilities_of(std::string_view world);

/// The same for one kind, asked when it is needed.
nemesis::Able able_in(std::string world);

}  // namespace ordeal::harness
