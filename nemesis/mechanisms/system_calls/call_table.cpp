#include "nemesis/mechanisms/system_calls/call_table.hpp"

#include <algorithm>

#include <sys/syscall.h>

#include "core/text/nearest.hpp"

namespace ordeal::nemesis {

namespace {

constexpr SystemCall of_descriptor(std::string_view name, int number, std::string_view group,
                                   int at = 0) {
    return {.name = name, .number = number, .group = group, .descriptor = at};
}

constexpr SystemCall of_path(std::string_view name, int number, std::string_view group,
                             PathArgument first, PathArgument second = {}, int flags = -1) {
    return {
        .name = name, .number = number, .group = group, .paths = {first, second}, .flags = flags};
}

constexpr auto table = std::to_array<SystemCall>({
    of_descriptor("write", SYS_write, "write"),
    of_descriptor("pwrite64", SYS_pwrite64, "write"),
    of_descriptor("writev", SYS_writev, "write"),
    of_descriptor("pwritev", SYS_pwritev, "write"),
    of_descriptor("pwritev2", SYS_pwritev2, "write"),
    of_descriptor("sendfile", SYS_sendfile, "write"),
    of_descriptor("copy_file_range", SYS_copy_file_range, "write", 2),
    of_descriptor("splice", SYS_splice, "write", 2),
    of_descriptor("read", SYS_read, "read"),
    of_descriptor("pread64", SYS_pread64, "read"),
    of_descriptor("readv", SYS_readv, "read"),
    of_descriptor("preadv", SYS_preadv, "read"),
    of_descriptor("preadv2", SYS_preadv2, "read"),
    of_descriptor("fsync", SYS_fsync, "sync"),
    of_descriptor("fdatasync", SYS_fdatasync, "sync"),
    of_descriptor("sync_file_range", SYS_sync_file_range, "sync"),
    of_descriptor("syncfs", SYS_syncfs, "sync"),
    {.name = "msync", .number = SYS_msync, .group = "sync", .address = 0},
    of_path("openat", SYS_openat, "open", {0, 1}, {}, 2),
    of_path("openat2", SYS_openat2, "open", {0, 1}),
    of_descriptor("fallocate", SYS_fallocate, "allocate"),
    of_descriptor("ftruncate", SYS_ftruncate, "allocate"),
    of_path("truncate", SYS_truncate, "allocate", {-1, 0}),
    of_path("renameat2", SYS_renameat2, "rename", {0, 1}, {2, 3}),
    of_path("unlinkat", SYS_unlinkat, "unlink", {0, 1}),
#ifdef SYS_open
    of_path("open", SYS_open, "open", {-1, 0}, {}, 1),
    of_path("creat", SYS_creat, "open", {-1, 0}),
    of_path("rename", SYS_rename, "rename", {-1, 0}, {-1, 1}),
    of_path("unlink", SYS_unlink, "unlink", {-1, 0}),
#endif
#ifdef SYS_renameat
    of_path("renameat", SYS_renameat, "rename", {0, 1}, {2, 3}),
#endif
});

/// Known by name everywhere, whether or not this machine has them.
constexpr std::array<std::string_view, 5> old_calls{"open", "creat", "rename", "unlink",
                                                    "renameat"};

}  // namespace

const SystemCall* find_call(int number) {
    const auto* const found = std::ranges::find(table, number, &SystemCall::number);
    return found == table.end() ? nullptr : found;
}

std::vector<std::string_view> call_groups() {
    return {"write", "read", "sync", "open", "allocate", "rename", "unlink"};
}

std::vector<std::string_view> call_names() {
    std::vector<std::string_view> names = call_groups();
    for (const SystemCall& call : table)
        if (std::ranges::find(names, call.name) == names.end()) names.push_back(call.name);
    return names;
}

core::Result<std::set<int>> call_numbers(const std::vector<std::string>& names) {
    std::set<int> numbers;
    const auto groups = call_groups();
    for (const std::string& name : names) {
        const bool group = std::ranges::find(groups, name) != groups.end();
        bool known = group || std::ranges::find(old_calls, name) != old_calls.end();
        for (const SystemCall& call : table)
            if (group ? call.group == name : call.name == name) {
                numbers.insert(call.number);
                known = true;
            }
        if (!known)
            return core::fail("unknown system call \"{}\"{}", name,
                              core::suggestion(name, call_names()));
    }
    return numbers;
}

}  // namespace ordeal::nemesis
