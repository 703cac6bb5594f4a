#include "checker/store/file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "core/hash.hpp"

namespace ordeal::checker {

namespace {

constexpr std::size_t block_bytes = 1 << 16;

core::Result<FileDescriptor> open(const std::string& path, int flags) {
    FileDescriptor file(::open(path.c_str(), flags | O_CLOEXEC, 0644));
    if (!file) return core::fail("{}: {}", path, core::errno_text());
    return file;
}

}  // namespace

core::Result<FileDescriptor> create_file(const std::string& path) {
    return open(path, O_RDWR | O_CREAT | O_TRUNC);
}

core::Result<FileDescriptor> open_file(const std::string& path) {
    return open(path, O_RDONLY);
}

core::Result<FileDescriptor> temporary_file(const std::string& directory) {
    FileDescriptor file(::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (file) return file;
    std::string name = directory + "/ordeal-XXXXXX";  // where the file system has no such files
    file = FileDescriptor(::mkostemp(name.data(), O_CLOEXEC));
    if (!file) return core::fail("{}: {}", directory, core::errno_text());
    ::unlink(name.c_str());
    return file;
}

FileWriter::FileWriter(const FileDescriptor& file, std::string path)
    : file_(&file), path_(std::move(path)) {
    block_.reserve(block_bytes);
}

void FileWriter::put(std::uint8_t byte) {
    block_.push_back(byte);
    ++written_;
    if (block_.size() == block_bytes) write_block();
}

void FileWriter::bytes(const void* data, std::size_t size) {
    const auto* begin = static_cast<const std::uint8_t*>(data);
    while (size > 0) {
        const std::size_t part = std::min(size, block_bytes - block_.size());
        block_.insert(block_.end(), begin, begin + part);
        begin += part;
        size -= part;
        written_ += part;
        if (block_.size() == block_bytes) write_block();
    }
}

void FileWriter::number(std::uint64_t number) {
    for (; number >= 128; number >>= 7)
        put(static_cast<std::uint8_t>(number | 128));
    put(static_cast<std::uint8_t>(number));
}

void FileWriter::text(std::string_view text) {
    number(text.size());
    bytes(text.data(), text.size());
}

void FileWriter::write_block() {
    hash_ = core::hash_bytes(block_.data(), block_.size(), hash_);
    std::span<const std::uint8_t> left = block_;
    while (!left.empty() && error_.empty()) {
        const ssize_t count = ::write(file_->get(), left.data(), left.size());
        if (count >= 0)
            left = left.subspan(static_cast<std::size_t>(count));
        else if (errno != EINTR)
            error_ = path_ + ": " + core::errno_text();
    }
    block_.clear();
}

core::Result<void> FileWriter::flush() {
    if (!block_.empty()) write_block();
    if (!error_.empty()) return core::fail("{}", error_);
    return {};
}

FileReader::FileReader(const FileDescriptor& file, std::uint64_t offset)
    : file_(&file), block_begin_(offset) {}

bool FileReader::read_block() {
    block_begin_ += block_.size();
    next_ = 0;
    block_.resize(block_bytes);
    std::size_t size = 0;
    while (size < block_bytes) {
        const ssize_t count = ::pread(file_->get(), block_.data() + size, block_bytes - size,
                                      static_cast<off_t>(block_begin_ + size));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        size += static_cast<std::size_t>(count);
    }
    block_.resize(size);
    return size > 0;
}

bool FileReader::bytes(void* data, std::size_t size) {
    auto* out = static_cast<std::uint8_t*>(data);
    while (size > 0) {
        if (next_ == block_.size() && !read_block()) {
            failed_ = true;
            return false;
        }
        const std::size_t part = std::min(size, block_.size() - next_);
        std::copy_n(block_.begin() + static_cast<std::ptrdiff_t>(next_), part, out);
        next_ += part;
        out += part;
        size -= part;
    }
    return true;
}

std::uint64_t FileReader::number() {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        std::uint8_t byte = 0;
        if (!bytes(&byte, 1)) return 0;
        number |= std::uint64_t{byte & 127U} << shift;
        if (byte < 128) return number;
    }
    failed_ = true;
    return 0;
}

std::string FileReader::text() {
    const std::uint64_t size = number();
    constexpr std::uint64_t most = 1 << 24;
    failed_ = failed_ || size > most;
    std::string text(failed_ ? 0 : size, '\0');
    return bytes(text.data(), text.size()) ? text : "";
}

std::uint64_t FileReader::hash_of_rest() {
    std::uint64_t hash = 0;
    while (read_block())
        hash = core::hash_bytes(block_.data(), block_.size(), hash);
    return hash;
}

}  // namespace ordeal::checker
