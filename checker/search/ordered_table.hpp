// A set of 64-bit entries that stays small: open addressing with linear probing in which entries
// are kept in order (Amble & Knuth 1974), and are mapped by multiplication (Lemire 2019), which
// keeps the order, too. So
// - it may be filled to 29/32, for a look-up ends at the first entry that is larger, found or not;
// - it grows by a twelfth, in one pass over memory from left to right, without hashing anything.
//
// Correctness: the place of an entry is at or after the place it is mapped to, and everything
// between the two is taken by entries that are not larger. A look-up starts there, so it meets the
// entry before it meets an empty place or a larger one. An insertion moves the rest of its cluster
// by one to the right, which keeps both.
//
// The upper 32 bits of an entry are its hash and give the order; what the lower 32 are is left to
// the user: more of a fingerprint, or where the state is kept.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>

namespace ordeal::checker {

class OrderedTable {
  public:
    static constexpr std::uint64_t none = 0;

    /// From any thread, also while another one inserts; what it fetches may then be of no use.
    void prefetch(std::uint64_t entry) const {
        const std::uint64_t* slots = hint_slots_.load(std::memory_order_relaxed);
        const std::size_t mapped = hint_mapped_.load(std::memory_order_relaxed);
        const std::uint64_t* slot = slots + ((upper(entry) * mapped) >> 32);
        __builtin_prefetch(slot);
        __builtin_prefetch(slot + 8);
    }

    /// The entry with this hash for which `same(entry)` holds; if there is none, `make()` is put
    /// in, unless that is `none`. Requires: make() has the same upper half. Guarantees: `added`
    /// says whether it was put in.
    template <typename Same, typename Make>
    std::uint64_t find_or_insert(std::uint64_t hash, const Same& same, const Make& make,
                                 bool& added) {
        std::uint64_t* slot = slots_.get() + home(hash);
        for (; *slot != none && upper(*slot) < upper(hash);)
            ++slot;
        for (; *slot != none && upper(*slot) == upper(hash); ++slot) {
            if (!same(*slot)) continue;
            added = false;
            return *slot;
        }
        const std::uint64_t entry = make();
        added = entry != none;
        if (added) put(slot, entry);
        return entry;
    }

    /// Calls visit(entry) for each one, ordered by their upper halves.
    template <typename Visit>
    void for_each(const Visit& visit) const {
        for (std::size_t i = 0; i < length_; ++i)
            if (slots_[i] != none) visit(slots_[i]);
    }

    std::size_t size() const { return count_; }
    std::size_t bytes() const { return (length_ + 1) * sizeof(std::uint64_t); }

  private:
    static constexpr std::size_t least_tail = 24;  // places after the last one that is mapped to

    static std::uint64_t upper(std::uint64_t entry) { return entry >> 32; }
    std::size_t home(std::uint64_t entry) const { return (upper(entry) * mapped_) >> 32; }

    void put(std::uint64_t* slot, std::uint64_t entry) {
        std::uint64_t* const end = slots_.get() + length_;
        std::uint64_t* empty = slot;
        while (*empty != none)
            ++empty;
        ++count_;
        if (empty == end || count_ * 32 > mapped_ * 29) {
            grow(entry);
            return;
        }
        std::copy_backward(slot, empty, empty + 1);
        *slot = entry;
    }

    /// Into a larger one, with `more`. Where the hashes are so bad that a cluster does not fit
    /// behind the last place that is mapped to, there will be more room. The place after the last
    /// stays empty: it ends every search.
    void grow(std::uint64_t more) {
        std::size_t mapped = mapped_;
        if (count_ * 32 > mapped_ * 29) mapped += std::max<std::size_t>(mapped_ / 12, 16);
        std::size_t tail = std::max(least_tail, length_ - mapped_);
        if (mapped == mapped_) tail *= 2;
        while (!moved_to(mapped, tail, more))
            tail *= 2;
    }

    bool moved_to(std::size_t mapped, std::size_t tail, std::uint64_t more) {
        const std::size_t length = mapped + tail;
        std::unique_ptr<std::uint64_t[]> slots(new std::uint64_t[length + 1]());
        std::size_t next = 0;
        const auto append = [&](std::uint64_t entry) {
            next = std::max(next, (upper(entry) * mapped) >> 32);
            if (next >= length) return false;
            slots[next++] = entry;
            return true;
        };
        bool placed = false;
        for (std::size_t i = 0; i < length_; ++i) {
            const std::uint64_t entry = slots_[i];
            if (entry == none) continue;
            if (!placed && upper(more) < upper(entry)) {
                placed = true;
                if (!append(more)) return false;
            }
            if (!append(entry)) return false;
        }
        if (!placed && !append(more)) return false;
        slots_ = std::move(slots);
        mapped_ = mapped;
        length_ = length;
        hint_slots_.store(slots_.get(), std::memory_order_relaxed);
        hint_mapped_.store(mapped, std::memory_order_relaxed);
        return true;
    }

    std::size_t mapped_ = 8;                     // places that entries are mapped to
    std::size_t length_ = mapped_ + least_tail;  // places
    std::unique_ptr<std::uint64_t[]> slots_{new std::uint64_t[length_ + 1]()};
    std::atomic<const std::uint64_t*> hint_slots_ = slots_.get();  // copies for prefetch()
    std::atomic<std::size_t> hint_mapped_ = mapped_;
    // What follows changes with every insertion, what is above hardly ever, and is read by all.
    alignas(64) std::size_t count_ = 0;
};

}  // namespace ordeal::checker
