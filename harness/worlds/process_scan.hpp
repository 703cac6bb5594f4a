// What /proc says about the processes of one PID namespace, as the harness's own /proc numbers
// them: the evidence that a fault stopped or ended what it should.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <sys/types.h>

namespace ordeal::harness {

struct ProcessState {
    pid_t pid = 0;
    /// As in proc(5): R, S, D, T, Z ... Of several threads one that is not stopped, if any.
    char state = '?';

    bool stopped() const { return state == 'T' || state == 't'; }
    /// Dead, but not yet reaped.
    bool dead() const { return state == 'Z' || state == 'X'; }
};

/// Every process whose PID namespace has this inode, by pid. One that may not be looked at is left
/// out: ours never are.
std::vector<ProcessState> processes_in(std::uint64_t pid_namespace);

}  // namespace ordeal::harness
