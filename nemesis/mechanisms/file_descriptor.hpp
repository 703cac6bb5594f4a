// An owned file descriptor: closed when its owner ends. A namespace that nothing but a descriptor
// holds is gone when the process is, however it ended; this is what makes leaks impossible here.
#pragma once

#include <utility>

#include "core/result.hpp"

namespace ordeal::nemesis {

class FileDescriptor {
  public:
    FileDescriptor() = default;
    explicit FileDescriptor(int number) : number_(number) {}
    FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept;
    ~FileDescriptor() { close(); }

    /// The number, or -1 when nothing is owned.
    int get() const { return number_; }
    explicit operator bool() const { return number_ >= 0; }
    /// Closes what is owned, if anything. Idempotent.
    void close();

  private:
    int number_ = -1;
};

/// open(2) with O_CLOEXEC. Error: "cannot open PATH: reason".
core::Result<FileDescriptor> open_file(const char* path, int flags);

/// Writes `text` to a file of /proc in one call, as these files demand.
/// Error: "cannot write TEXT to PATH: reason".
core::Result<void> write_file(const char* path, const char* text);

}  // namespace ordeal::nemesis
