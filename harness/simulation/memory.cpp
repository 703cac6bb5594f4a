#include "harness/simulation/memory.hpp"

#include <malloc.h>

namespace ordeal::harness {

void keep_freed_memory() {
    constexpr int kept_bytes = 256 << 20;
    constexpr int largest_of_heap_bytes = 32 << 20;  // what glibc allows
    mallopt(M_TRIM_THRESHOLD, kept_bytes);
    mallopt(M_MMAP_THRESHOLD, largest_of_heap_bytes);
}

}  // namespace ordeal::harness
