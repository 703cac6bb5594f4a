// Files that a search writes and reads from front to back: numbers and texts in blocks, with a hash
// of all that passed. An error names the file; the first one counts, what follows it does nothing.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/file_descriptor.hpp"
#include "core/result.hpp"

namespace ordeal::checker {

using core::FileDescriptor;

/// For writing, emptied if it was there. Error: why it cannot be.
core::Result<FileDescriptor> create_file(const std::string& path);
core::Result<FileDescriptor> open_file(const std::string& path);
/// A file without a name, which is gone when it is closed, however the process ends. Error: names
/// the directory.
core::Result<FileDescriptor> temporary_file(const std::string& directory);

class FileWriter {
  public:
    /// Writes at the file's place. Requires: `file` outlives it. `path` is for errors.
    FileWriter(const FileDescriptor& file, std::string path);

    void bytes(const void* data, std::size_t size);
    void bytes(std::span<const std::uint8_t> all) { bytes(all.data(), all.size()); }
    /// Seven bits a byte, the lowest first (LEB128).
    void number(std::uint64_t number);
    void text(std::string_view text);

    /// Whether something could not be written; flush() says what.
    bool failed() const { return !error_.empty(); }
    /// What was written since the start is with the system after this.
    core::Result<void> flush();
    std::uint64_t written() const { return written_; }
    /// Of all that was written. To be called after flush().
    std::uint64_t hash() const { return hash_; }

  private:
    void put(std::uint8_t byte);
    void write_block();

    const FileDescriptor* file_;
    std::string path_;
    std::vector<std::uint8_t> block_;
    std::uint64_t written_ = 0;
    std::uint64_t hash_ = 0;
    std::string error_;
};

class FileReader {
  public:
    /// Reads from `offset` on. Requires: `file` outlives it.
    FileReader(const FileDescriptor& file, std::uint64_t offset);

    /// False: the file is over, or cannot be read.
    bool bytes(void* data, std::size_t size);
    /// What could not be read is 0, or an empty text.
    std::uint64_t number();
    std::string text();
    /// Whether something could not be read.
    bool failed() const { return failed_; }
    std::uint64_t place() const { return block_begin_ + next_; }
    /// Reads all that is left: the hash of it, as FileWriter has it.
    std::uint64_t hash_of_rest();

  private:
    bool read_block();

    const FileDescriptor* file_;
    std::vector<std::uint8_t> block_;
    std::uint64_t block_begin_ = 0;
    std::size_t next_ = 0;
    bool failed_ = false;
};

}  // namespace ordeal::checker
