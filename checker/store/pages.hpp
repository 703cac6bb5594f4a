// Memory for a fixed number of items, from the system and back to it, so that what is given up is
// given up at once. Items that were never touched take no memory.
#pragma once

#include <cstddef>
#include <type_traits>

#include <sys/mman.h>

#include "core/check.hpp"

namespace ordeal::checker {

/// All bits are zero at first, and after clear().
template <typename T>
    requires std::is_trivially_copyable_v<T>
class Pages {
  public:
    explicit Pages(std::size_t size) : size_(size) {
        if (size == 0) return;
        void* const all = ::mmap(nullptr, size * sizeof(T), PROT_READ | PROT_WRITE,
                                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        CHECK(all != MAP_FAILED, "there is no memory for {} bytes", size * sizeof(T));
        items_ = static_cast<T*>(all);
    }
    Pages(const Pages&) = delete;
    Pages& operator=(const Pages&) = delete;
    ~Pages() {
        if (size_ > 0) ::munmap(items_, size_ * sizeof(T));
    }

    void clear() {
        if (size_ > 0) ::madvise(items_, size_ * sizeof(T), MADV_DONTNEED);
    }
    T& operator[](std::size_t i) { return items_[i]; }
    const T& operator[](std::size_t i) const { return items_[i]; }
    T* begin() { return items_; }
    std::size_t size() const { return size_; }

  private:
    T* items_ = nullptr;
    std::size_t size_;
};

}  // namespace ordeal::checker
