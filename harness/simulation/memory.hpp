// Memory of a process that simulates run after run: what one run gave back the next one takes. By
// default the allocator returns it to the system in between, and every run then pays for some
// thousands of page faults.
#pragma once

namespace ordeal::harness {

/// For the rest of the process. Up to 256 MiB that are free are kept.
void keep_freed_memory();

}  // namespace ordeal::harness
