// What a node's processes load before their own program (LD_PRELOAD): before main() it maps the
// node's page of failure points and has libfiu ask it about each of them from then on. So all that
// calls libfiu's fiu_fail() can be made to fail, at run time: points of the program's own, and
// those that libfiu's posix preload library puts around the functions of the C library. Nothing
// here calls a function of the C library that has such a point.
#include <bit>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FIU_ENABLE
#include <fiu-control.h>
#include <fiu.h>

#include "nemesis/mechanisms/failure_points/points_page.hpp"

namespace {

using ordeal::nemesis::PointsPage;

PointsPage* page = nullptr;

PointsPage* map_page(const char* path) {
    const long file = ::syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
    if (file < 0) return nullptr;
    const long memory = ::syscall(SYS_mmap, nullptr, sizeof(PointsPage), PROT_READ | PROT_WRITE,
                                  MAP_SHARED, file, 0L);
    ::syscall(SYS_close, file);
    return memory == -1 ? nullptr : std::bit_cast<PointsPage*>(memory);
}

/// libfiu calls it, not twice at once in a thread, with the name that was enabled.
int decide(const char* name, int* /*failure*/, void** /*information*/, unsigned int* /*flags*/) {
    return ordeal::nemesis::strikes_any(*page, name) ? 1 : 0;
}

/// The error number of calls that fail there. None: libfiu draws one that the call can have.
int error_at(std::string_view name) {
    const bool files = name.starts_with("posix/io/sync/") || name.starts_with("posix/io/rw/");
    return files ? EIO : 0;
}

__attribute__((constructor)) void load() {
    const char* const path = std::getenv(ordeal::nemesis::points_variable);
    if (path != nullptr) page = map_page(path);
    if (page == nullptr) return;
    ::fiu_init(0);
    for (std::uint64_t i = 0; i < page->count && i < ordeal::nemesis::most_points; ++i) {
        const char* const name = page->slots[i].name;
        const auto error = static_cast<std::intptr_t>(error_at(name));
        ::fiu_enable_external(name, 1, std::bit_cast<void*>(error), 0, decide);
    }
}

}  // namespace
