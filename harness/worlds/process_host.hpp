// The one long-lived thread from which all processes of a world are started and on which their
// ends are noticed. It must outlive them: they die by PR_SET_PDEATHSIG when the thread that started
// them ends, and a worker or a nemesis may end long before a node.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/result.hpp"

namespace ordeal::harness {

/// A program with all that it starts with. Every signal is blocked in it until
/// it resets its mask, as ordeal-init does.
struct ChildCommand {
    std::filesystem::path program;         // absolute; exists (see program_lookup.hpp)
    std::vector<std::string> arguments;    // behind the program's name
    std::vector<std::string> environment;  // complete: "NAME=value"
    std::filesystem::path working_folder;
    int input = -1;   // stdin; -1: there is nothing in it. Descriptors are borrowed until
                      // launch() returns
    int output = -1;  // stdout
    int errors = -1;  // stderr; -1: it goes where stdout goes
    std::vector<int> inherited;  // more descriptors, kept under their numbers
};

/// The environment of this process with some variables replaced or added.
std::vector<std::string> environment_with(
    const std::vector<std::pair<std::string, std::string>>& variables);

/// Thread-safe. Callbacks run on the host's thread and must not call launch().
class ProcessHost {
  public:
    using ChildId = std::uint64_t;

    /// Error: a thread or its event queue was refused.
    static core::Result<std::unique_ptr<ProcessHost>> create();

    ProcessHost(const ProcessHost&) = delete;
    ProcessHost& operator=(const ProcessHost&) = delete;
    /// Kills what still runs, waits up to 5 s until it has been reaped, ends the thread.
    ~ProcessHost();

    /// Starts a child; `on_end` gets its wait status, once, after it has been reaped.
    /// Error: fork or exec was refused, or the working folder is missing.
    core::Result<ChildId> launch(const ChildCommand& command,
                                 const std::function<void(int)>& on_end);

    /// SIGKILL. Nothing happens when the child has ended.
    void kill(ChildId child);

    /// Calls `on_readable` whenever the descriptor (borrowed until this returns) is readable, until
    /// that says false.
    void watch(int descriptor, const std::function<bool()>& on_readable);

  private:
    struct Parts;
    explicit ProcessHost(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace ordeal::harness
