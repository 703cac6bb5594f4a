// A file that grows by whole pieces. A piece is there completely or not at all, even when the disk
// is full or the program is killed: readers never meet half a line.
#pragma once

#include <filesystem>
#include <string_view>

#include "core/file_descriptor.hpp"
#include "core/result.hpp"

namespace ordeal::harness {

class LineFile {
  public:
    /// Makes the file, or empties it.
    static core::Result<LineFile> create(std::filesystem::path path);

    /// Appends a piece; what the operating system has taken survives the end of this program.
    /// On an error the file is cut back to the piece before.
    core::Result<void> append(std::string_view piece);

  private:
    LineFile(std::filesystem::path path, core::FileDescriptor file);

    std::filesystem::path path_;
    core::FileDescriptor file_;
    long long size_bytes_ = 0;
};

}  // namespace ordeal::harness
