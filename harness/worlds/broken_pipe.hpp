// A write to a process that has ended raises a signal that would end this one.
#pragma once

namespace ordeal::harness {

/// From here on such a write of this thread is an error, and no more. Cheap when called again.
void block_sigpipe();

}  // namespace ordeal::harness
