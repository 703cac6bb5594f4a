// Starvation of running processes: a limit on processor time, memory, descriptors or processes,
// laid on at run time and lifted again, with what it did as the kernel counts it. Control groups
// are the means where the machine has them; prlimit(2) otherwise, named as such.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::nemesis {

enum class Resource : std::uint8_t { cpu, memory, descriptors, processes };

enum class Means : std::uint8_t {
    cgroup,     // of either version
    prlimit,    // a limit on each process, instead of one on the node
    duty_cycle  // stops and goes on: not done here, the caller has it (a stutter)
};

/// What a limit on the resource can be made of here; tried on this machine. Error: it cannot be
/// had, why, and the remedy.
core::Result<Means> means_to_limit(Resource resource);

/// "cgroup", "prlimit", "duty cycle".
std::string_view to_text(Means means);

/// A limit on one node. Not thread-safe.
class ResourceLimit {
  public:
    virtual ~ResourceLimit() = default;

    /// The processes that the node has at this moment: those that are not limited yet are from here
    /// on, and it is seen how near they are to the limit. To be called again and again while the
    /// limit lasts. Error: the kernel refused.
    virtual core::Result<void> hold(const std::vector<pid_t>& processes) = 0;

    /// All is as it was for these, which the node has by then, and all that had the limit. What it
    /// did, with "by", its means. Error: something is left.
    virtual core::Result<core::Value> lift(const std::vector<pid_t>& processes) = 0;

    /// Whether, so far, anything was denied or delayed. Stays true after lift().
    virtual bool bit() const = 0;
};

/// `amount`: of cpu the share of one processor that all processes of the node get together; of
/// memory the bytes that they may take beside what they have (by prlimit: that each may have); of
/// descriptors how many each process may have; of processes how many there may be beside those
/// that are there (by prlimit: that the user may have in all). Requires: means as means_to_limit()
/// says, and not duty_cycle. Error: the kernel refused.
core::Result<std::unique_ptr<ResourceLimit>> limit_resource(Resource resource, Means means,
                                                            double amount);

}  // namespace ordeal::nemesis
