#include "nemesis/mechanisms/durable_files/unsynced_data.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

namespace ordeal::nemesis {

namespace {

std::int64_t size_of(int file) {
    struct stat facts{};
    return ::fstat(file, &facts) == 0 ? facts.st_size : -errno;
}

/// Reads until the bytes are there or the file ends: how many; -errno.
std::int64_t read_all(int file, char* to, std::size_t size, std::uint64_t offset) {
    std::size_t done = 0;
    while (done < size) {
        const ssize_t got =
            ::pread(file, to + done, size - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno != EINTR) return -errno;
        if (got == 0) break;
        if (got > 0) done += static_cast<std::size_t>(got);
    }
    return static_cast<std::int64_t>(done);
}

/// How many of the bytes behind `begin` there are up to the last that is not zero: what was only
/// allocated holds nothing. -errno.
std::int64_t appended_bytes(int file, std::uint64_t begin, std::uint64_t end) {
    std::vector<char> piece(std::size_t{1} << 16U);
    std::uint64_t last = begin;
    for (std::uint64_t at = begin; at < end; at += piece.size()) {
        const auto got = read_all(file, piece.data(), std::min(piece.size(), end - at), at);
        if (got < 0) return got;
        for (std::int64_t i = got; i > 0; --i) {
            if (piece[static_cast<std::size_t>(i - 1)] == 0) continue;
            last = at + static_cast<std::uint64_t>(i);
            break;
        }
    }
    return static_cast<std::int64_t>(last - begin);
}

std::int64_t write_all(int file, const char* from, std::size_t size, std::uint64_t offset) {
    std::size_t done = 0;
    while (done < size) {
        const ssize_t put =
            ::pwrite(file, from + done, size - done, static_cast<off_t>(offset + done));
        if (put < 0 && errno != EINTR) return -errno;
        if (put > 0) done += static_cast<std::size_t>(put);
    }
    return 0;
}

}  // namespace

std::int64_t UnsyncedData::change(int file, ByteRange range, const Change& perform,
                                  const std::function<void()>& first) {
    const std::lock_guard lock(mutex_);
    if (!dirty_) {
        const std::int64_t size = size_of(file);
        if (size < 0) return size;
        durable_size_ = static_cast<std::uint64_t>(size);
        dirty_ = true;
        first();
    }
    if (const auto kept = keep(file, range); kept < 0) return kept;
    return perform();
}

std::int64_t UnsyncedData::keep(int file, ByteRange range) {
    range.end = std::min(range.end, durable_size_);
    for (std::uint64_t at = range.begin / page_size; at * page_size < range.end; ++at)
        if (const auto kept = keep_page(file, at); kept < 0) return kept;
    return 0;
}

std::int64_t UnsyncedData::keep_page(int file, std::uint64_t number) {
    if (pages_.contains(number)) return 0;
    std::array<char, page_size> bytes{};
    const auto got = read_all(file, bytes.data(), page_size, number * page_size);
    if (got < 0) return got;
    const bool zeros = std::ranges::all_of(bytes, [](char byte) { return byte == 0; });
    pages_.emplace(number, zeros ? nullptr : std::make_unique<std::array<char, page_size>>(bytes));
    return 0;
}

void UnsyncedData::sync(const std::function<void()>& then) {
    const std::lock_guard lock(mutex_);
    if (!dirty_) return;
    dirty_ = false;
    pages_.clear();
    then();
}

std::size_t UnsyncedData::pages() const {
    const std::lock_guard lock(mutex_);
    return pages_.size();
}

std::int64_t UnsyncedData::restore_page(int file, std::uint64_t number, const Page& page,
                                        DataLoss& loss) {
    static constexpr std::array<char, page_size> zeros{};
    const std::array<char, page_size>& durable = page ? *page : zeros;
    const std::uint64_t begin = number * page_size;
    const std::size_t size = std::min<std::uint64_t>(page_size, durable_size_ - begin);
    std::array<char, page_size> present{};
    if (const auto got = read_all(file, present.data(), size, begin); got < 0) return got;
    for (std::size_t i = 0; i < size; ++i)
        loss.overwritten += present[i] != durable[i] ? 1 : 0;
    return write_all(file, durable.data(), size, begin);
}

std::int64_t UnsyncedData::restore(int file, core::Random* survival, DataLoss& loss) {
    const std::lock_guard lock(mutex_);
    const std::int64_t size = size_of(file);
    if (size < 0) return size;
    loss = {.size_before = static_cast<std::uint64_t>(size)};
    std::vector<std::uint64_t> numbers;
    for (const auto& [number, page] : pages_)
        numbers.push_back(number);
    std::ranges::sort(numbers);
    loss.size_after = durable_size_;
    if (survival != nullptr && loss.size_before > durable_size_)
        loss.size_after += survival->below(loss.size_before - durable_size_ + 1);
    const std::int64_t appended = appended_bytes(file, loss.size_after, loss.size_before);
    if (appended < 0) return appended;
    loss.appended = static_cast<std::uint64_t>(appended);
    if (::ftruncate(file, static_cast<off_t>(loss.size_after)) != 0) return -errno;
    for (const std::uint64_t number : numbers) {
        if (survival != nullptr && loss.size_before >= durable_size_ && survival->below(2) == 0)
            continue;
        if (const auto put = restore_page(file, number, pages_.at(number), loss); put < 0)
            return put;
    }
    dirty_ = false;
    pages_.clear();
    return 0;
}

}  // namespace ordeal::nemesis
