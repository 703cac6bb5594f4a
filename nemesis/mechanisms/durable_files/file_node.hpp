// A file, folder, link, socket or pipe of a durable folder, whatever it is called at the moment:
// known by its inode, reached through an O_PATH descriptor. The descriptor keeps the inode from
// being used again, so two nodes are never taken for one.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <sys/types.h>

#include "core/file_descriptor.hpp"
#include "nemesis/mechanisms/durable_files/unsynced_data.hpp"

namespace ordeal::nemesis {

/// Device and inode.
using FileKey = std::pair<dev_t, ino_t>;

struct FileNode {
    core::FileDescriptor path;
    FileKey key;
    mode_t type = 0;  // S_IFREG, S_IFDIR, ...

    UnsyncedData unsynced;
    /// Names that it has outside the folder, so that a power loss can bring it back.
    std::atomic<unsigned> hidden_links = 0;
    /// Nothing can bring it back: it lives only as long as somebody holds it open.
    std::atomic<bool> forgotten = false;

    /// Its creation and the last change of its names in the journal; 0: none. Touched by the
    /// journal only.
    std::uint64_t born = 0;
    std::uint64_t last_change = 0;

    /// A path that leads to it for calls that take no O_PATH descriptor.
    std::string link() const { return fmt::format("/proc/self/fd/{}", path.get()); }
};

using FilePointer = std::shared_ptr<FileNode>;

}  // namespace ordeal::nemesis
