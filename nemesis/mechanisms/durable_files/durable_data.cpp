// The data of a DurableFolder: writes, lengths, syncs, and their loss. Its names are in
// durable_folder.cpp.
#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>

#include <fcntl.h>
#include <unistd.h>

#include "nemesis/mechanisms/durable_files/durable_folder.hpp"

namespace ordeal::nemesis {

using core::FileDescriptor;
using core::Result;

namespace {

/// As a kernel writes back what has piled up: 64 MiB of one file.
constexpr std::size_t most_pages = 16384;

std::uint64_t size_of(int file) {
    struct stat facts{};
    return ::fstat(file, &facts) == 0 ? static_cast<std::uint64_t>(facts.st_size) : 0;
}

}  // namespace

std::int64_t DurableFolder::change(const FilePointer& node, int file, ByteRange range,
                                   const UnsyncedData::Change& perform) {
    if (node->forgotten) return perform();
    const auto done = node->unsynced.change(file, range, perform, [&] {
        const std::lock_guard lock(dirty_mutex_);
        dirty_.insert(node);
    });
    if (node->unsynced.pages() > most_pages) settle(node);
    return done;
}

void DurableFolder::settle(const FilePointer& node) {
    node->unsynced.sync([&] {
        const std::lock_guard lock(dirty_mutex_);
        dirty_.erase(node);
    });
}

/// Where the file may end that would end at `end`, at the cost of what is free: `end` itself, less
/// (but not less than `least`), or -ENOSPC. The caller holds the file's lock.
std::int64_t DurableFolder::allowed(int file, std::uint64_t end, std::uint64_t least) {
    std::int64_t left = free_;
    if (left < 0) return static_cast<std::int64_t>(end);
    const std::uint64_t size = size_of(file);
    if (end <= size) return static_cast<std::int64_t>(end);
    std::int64_t taken = 0;
    do {
        if (left < 0) return static_cast<std::int64_t>(end);
        taken = std::min(left, static_cast<std::int64_t>(end - size));
        if (size + static_cast<std::uint64_t>(taken) <= least) {
            ++refused_;
            return -ENOSPC;
        }
    } while (!free_.compare_exchange_weak(left, left - taken));
    if (taken < static_cast<std::int64_t>(end - size)) ++cut_short_;
    return static_cast<std::int64_t>(size) + taken;
}

std::int64_t DurableFolder::write(const FilePointer& node, int file, std::span<const char> bytes,
                                  std::uint64_t offset) {
    const ByteRange range{offset, offset + bytes.size()};
    return change(node, file, range, [&]() -> std::int64_t {
        const std::int64_t end = allowed(file, range.end, offset);
        if (end < 0) return end;
        const ssize_t written = ::pwrite(file, bytes.data(), static_cast<std::size_t>(end) - offset,
                                         static_cast<off_t>(offset));
        return written < 0 ? -errno : written;
    });
}

std::int64_t DurableFolder::resize(const FilePointer& node, int file, std::uint64_t size) {
    const std::uint64_t before = size_of(file);
    const ByteRange range{std::min(size, before), before};
    return change(node, file, range, [&]() -> std::int64_t {
        if (::ftruncate(file, static_cast<off_t>(size)) != 0) return -errno;
        if (free_ >= 0 && size < before) free_ += static_cast<std::int64_t>(before - size);
        return 0;
    });
}

std::int64_t DurableFolder::allocate(const FilePointer& node, int file, int mode,
                                     std::uint64_t offset, std::uint64_t length) {
    const ByteRange range{offset, offset + length};
    const bool grows = (mode & FALLOC_FL_KEEP_SIZE) == 0;
    return change(node, file, range, [&]() -> std::int64_t {
        if (grows && allowed(file, range.end, range.end - 1) < 0) return -ENOSPC;
        const int done =
            ::fallocate(file, mode, static_cast<off_t>(offset), static_cast<off_t>(length));
        return done == 0 ? 0 : -errno;
    });
}

int DurableFolder::sync(const FilePointer& node, int file) {
    if (lies_) {
        ++lies_told_;
        return 0;
    }
    settle(node);
    {
        const std::lock_guard lock(names_mutex_);
        if (!journal_->empty()) journal_->commit();
    }
    const bool done = ::fdatasync(file) == 0 || errno == EINVAL;  // a pipe has nothing to sync
    return done ? 0 : -errno;
}

void DurableFolder::limit(std::uint64_t free_bytes) {
    refused_ = cut_short_ = 0;
    free_ = static_cast<std::int64_t>(std::min<std::uint64_t>(free_bytes, INT64_MAX));
}

FullDiskReport DurableFolder::unlimit() {
    free_ = -1;
    return {refused_, cut_short_};
}

std::string DurableFolder::relative(const std::string& path) const {
    const std::string top = folder_.string() + "/";
    return path.starts_with(top) ? path.substr(top.size()) : path;
}

void DurableFolder::take_back(const FilePointer& node, core::Random* survival,
                              PowerLossReport& report, std::vector<std::string>& wrong) {
    const std::string link = node->link();
    std::array<char, PATH_MAX> text{};
    const ssize_t size = ::readlink(link.c_str(), text.data(), text.size());
    FileLoss loss{relative({text.data(), size > 0 ? static_cast<std::size_t>(size) : 0}), {}};
    struct stat facts{};
    ::fstatat(node->path.get(), "", &facts, AT_EMPTY_PATH);
    FileDescriptor file(::open(link.c_str(), O_RDWR | O_CLOEXEC));
    if (!file && errno == EACCES && ::chmod(link.c_str(), 0600) == 0) {
        file = FileDescriptor(::open(link.c_str(), O_RDWR | O_CLOEXEC));
        ::chmod(link.c_str(), facts.st_mode & 07777);
    }
    const std::int64_t done =
        file ? node->unsynced.restore(file.get(), survival, loss.data) : -errno;
    if (done < 0) wrong.push_back(loss.path + ": " + core::errno_text(static_cast<int>(-done)));
    if (!loss.data.any()) return;
    report.bytes += loss.data.bytes();
    report.files.push_back(std::move(loss));
}

Result<PowerLossReport> DurableFolder::lose_unsynced(core::Random* survival) {
    PowerLossReport report;
    const std::lock_guard lock(names_mutex_);
    std::size_t count = journal_->size();
    if (survival != nullptr) count = survival->below(count + 1);
    std::vector<std::string> wrong =
        journal_->undo(count, report.names, [this](const FilePointer& node) {
            node->forgotten = true;
            settle(node);
        });
    for (NameLoss& name : report.names) {
        name.path = relative(name.path);
        report.bytes += name.size;
    }
    for (const FilePointer& node : std::set<FilePointer>(dirty_))
        if (!node->forgotten) take_back(node, survival, report, wrong);
    dirty_.clear();
    std::ranges::sort(report.files, {}, &FileLoss::path);
    if (!wrong.empty())
        return core::fail("a loss of power in {} could not be played in full: {}", folder_.string(),
                          fmt::join(wrong, "; "));
    return report;
}

}  // namespace ordeal::nemesis
