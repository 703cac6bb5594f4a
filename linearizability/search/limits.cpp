#include "linearizability/search/limits.hpp"

#include <fmt/format.h>

namespace ordeal::linearizability {

bool Limits::look(std::size_t used_bytes) {
    if (looks_left_ && looks_left_->fetch_sub(1, std::memory_order_relaxed) <= 0)
        return stop("cancelled");
    if (cancelled_ && cancelled_->load(std::memory_order_relaxed)) return stop("cancelled");
    if (deadline_ && std::chrono::steady_clock::now() >= *deadline_)
        return stop("the time allowed was over");
    if (memory_bytes_ && held_ + used_bytes > *memory_bytes_)
        return stop(fmt::format("the memory allowed, {} bytes, was used up", *memory_bytes_));
    return false;
}

}  // namespace ordeal::linearizability
