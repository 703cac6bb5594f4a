// Which files a waiting system call is about, as /proc and its thread's memory tell.
//
// A descriptor's file is what the kernel will act on: the thread waits, and a table of descriptors
// that another thread changes meanwhile is that program's own race. A path is read from memory that
// another thread may write to before the kernel reads it again, and symbolic links in it are not
// followed: a fault may then miss the call, or hit the wrong one. Nothing else relies on it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nemesis/mechanisms/system_calls/call_table.hpp"
#include "nemesis/mechanisms/system_calls/notification.hpp"

namespace ordeal::nemesis {

class CallFiles {
  public:
    /// `folder` is the node's; only what is in it counts.
    explicit CallFiles(const std::filesystem::path& folder);

    /// Its files, as paths within the folder. A deleted file goes by its last name, a renamed
    /// one by its present one. None: it is about a socket, a pipe, or another folder.
    std::vector<std::string> of(const WaitingCall& call, const SystemCall& what) const;

  private:
    std::optional<std::string> within(std::string_view path) const;

    std::string given_;  // both end with '/'
    std::string real_;   // without symbolic links
};

/// Whether the call is an open that makes the file if there is none.
bool may_make_file(const WaitingCall& call, const SystemCall& what);

/// Copies from the memory of a waiting thread; how many bytes were there.
std::size_t read_memory(pid_t thread, std::uint64_t from, void* to, std::size_t size_bytes);

/// What a link of /proc points to; empty when it is gone.
std::string target_of_link(const std::string& link);

}  // namespace ordeal::nemesis
