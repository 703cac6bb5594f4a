// The local trace of a node: one JSON line for each event that its actor handled, with all that the
// actor asked for. It is what `replay` steps the model along. Lines are in the file before anything
// that they tell of is saved or sent; they are not synced: a killed process loses none, a power cut
// may lose the last. `time` is the machine's monotonic clock in nanoseconds.
//
//     {"node":"n1","index":7,"time":8120034,"event":"message","src":"c1","body":{...},
//      "sent":[{"dest":"n2","body":{...}}],"saved":{...},"state":"00f3..."}
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "actors/any_actor.hpp"
#include "actors/runtime/file.hpp"
#include "core/clock.hpp"
#include "core/result.hpp"

namespace ordeal::runtime {

class Trace {
  public:
    /// Appends to the file; a line that a crash left unfinished is taken out first.
    static core::Result<Trace> open(const std::string& path);

    /// Adds an event, in memory. `event` holds "event" and what belongs to its kind.
    void add(const std::string& node, core::Nanoseconds time, const core::Value& event,
             const actors::AnyOutbox& effects, std::uint64_t state_hash);

    /// Writes what was added.
    core::Result<void> flush();

  private:
    Trace(std::string path, FileDescriptor file);

    std::string path_;
    FileDescriptor file_;
    std::string pending_;
    std::uint64_t index_ = 0;
};

}  // namespace ordeal::runtime
