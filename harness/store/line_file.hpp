// A file that grows by whole pieces. A piece is there completely or not at all, even when the disk
// is full or the program is killed: readers never meet half a line.
#pragma once

#include <filesystem>
#include <string_view>

#include "core/result.hpp"

namespace ordeal::harness {

class LineFile {
  public:
    /// Makes the file, or empties it.
    static core::Result<LineFile> create(std::filesystem::path path);

    LineFile(LineFile&& other) noexcept;
    LineFile& operator=(LineFile&& other) noexcept;
    ~LineFile();

    /// Appends a piece; what the operating system has taken survives the end of this program.
    /// On an error the file is cut back to the piece before.
    core::Result<void> append(std::string_view piece);

  private:
    LineFile(std::filesystem::path path, int descriptor);

    std::filesystem::path path_;
    int descriptor_;
    long long size_bytes_ = 0;
};

}  // namespace ordeal::harness
