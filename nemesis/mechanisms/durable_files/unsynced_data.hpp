// What a file holds that no fsync has made durable yet, kept the other way round: the file has its
// present content, and here is what it takes to go back to the durable one. What is appended costs
// nothing (the durable length is enough); of each page that is overwritten its durable bytes are
// kept, once. That is the rollback journal of databases (Gray et al. 1981, "The recovery manager of
// the System R database manager"): undo by before-images, the first of each page since the last
// commit. It is right because the earliest image since the sync is that of the sync, and every
// change of a byte below the durable length comes after its image.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "core/random.hpp"

namespace ordeal::nemesis {

/// Bytes [begin, end) of a file.
struct ByteRange {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

/// What a file lost: bytes beyond the durable length (up to the last that is not zero), and bytes
/// below it that were others.
struct DataLoss {
    std::uint64_t appended = 0;
    std::uint64_t overwritten = 0;
    std::uint64_t size_before = 0;
    std::uint64_t size_after = 0;

    std::uint64_t bytes() const { return appended + overwritten; }
    bool any() const { return bytes() > 0 || size_before != size_after; }
};

/// Thread-safe: one change at a time.
class UnsyncedData {
  public:
    /// How a file is changed; 0 or more: done, below 0: -errno.
    using Change = std::function<std::int64_t()>;

    /// Keeps what `range` durably holds, then carries out the change. `file` can be read.
    /// `first` is called, before the change, when everything was durable until then.
    std::int64_t change(int file, ByteRange range, const Change& perform,
                        const std::function<void()>& first);

    /// What the file holds is durable; `then` is called before another change can begin.
    void sync(const std::function<void()>& then);

    /// Brings the file back to what is durable. With a stream of random numbers some of what was
    /// not synced survives: each page or not, and a part of what was appended, as when a kernel had
    /// begun to write it. `file` can be read and written. Error: -errno.
    std::int64_t restore(int file, core::Random* survival, DataLoss& loss);

    /// How many pages are kept.
    std::size_t pages() const;

  private:
    static constexpr std::size_t page_size = 4096;
    using Page = std::unique_ptr<std::array<char, page_size>>;  // none: zeros

    std::int64_t keep(int file, ByteRange range);
    std::int64_t keep_page(int file, std::uint64_t number);
    std::int64_t restore_page(int file, std::uint64_t number, const Page& page, DataLoss& loss);

    mutable std::mutex mutex_;
    bool dirty_ = false;
    std::uint64_t durable_size_ = 0;  // where dirty
    std::unordered_map<std::uint64_t, Page> pages_;
};

}  // namespace ordeal::nemesis
