// An owned file descriptor: closed when its owner ends. A namespace, a socket or a nameless file
// that nothing but a descriptor holds is gone when the process is, however it ended.
#pragma once

#include <utility>

namespace ordeal::core {

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

}  // namespace ordeal::core
