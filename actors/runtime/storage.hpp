// Durable storage of one node: the last value that was saved, in one file, replaced as a whole.
// A save writes a second file, syncs it, renames it over the first and syncs the directory, so a
// crash at any moment leaves the old value or the new one. A checksum tells a damaged file from a
// good one: a node does not start from storage that is not what it saved.
//
//     {"format":1,"bytes":33,"checksum":"a9c1..."}
//     {"incarnation":1,"versions":[]}
//
// Failure points for libfiu: wal/append (the second file is written), wal/sync (and synced).
#pragma once

#include <optional>
#include <string>

#include "actors/runtime/file.hpp"
#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::runtime {

class Storage {
  public:
    /// Makes the directory if needed and locks it: two processes cannot be the same node.
    /// Error: it cannot be written, or another process has it.
    static core::Result<Storage> open(const std::string& directory);

    /// None if nothing was ever saved. Error: unreadable, or damaged.
    core::Result<std::optional<core::Value>> load() const;

    /// Guarantees: the value survives any crash once this has returned success. After an error
    /// nobody knows what is on the disk: the node must stop.
    core::Result<void> save(const core::Value& value);

    const std::string& directory() const { return directory_; }

  private:
    Storage(std::string directory, FileDescriptor lock, FileDescriptor handle);
    core::Result<void> replace(const std::string& text);

    std::string directory_;
    std::string path_;
    std::string temporary_;
    FileDescriptor lock_;
    FileDescriptor handle_;  // of the directory
};

}  // namespace ordeal::runtime
