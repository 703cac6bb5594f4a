// What iterative deepening remembers: of as many states as there is room for, at which depth they
// were reached and when. It grows until it may not, and then forgets: a state that was forgotten is
// merely searched again.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ordeal::checker {

class DepthTable {
  public:
    struct Entry {
        std::uint64_t print = 0;  // 0: an empty place
        std::uint32_t round = 0;  // in which it was last reached
        std::uint32_t depth : 31 = 0;
        std::uint32_t expanded : 1 = 0;  // ever
    };

    explicit DepthTable(std::size_t most_bytes)
        : most_(std::max<std::size_t>(most_bytes / sizeof(Entry), first)), entries_(first) {}

    /// The entry of a print, or null. Valid until the next insertion.
    Entry* find(std::uint64_t print) {
        for (std::size_t i = 0; i < window; ++i) {
            Entry& entry = at(print, i);
            if (entry.print == print) return &entry;
        }
        return nullptr;
    }

    /// Requires: it is not there.
    Entry& insert(const Entry& entry) {
        for (;;) {
            Entry* worst = &at(entry.print, 0);
            for (std::size_t i = 0; i < window; ++i) {
                Entry& other = at(entry.print, i);
                if (other.print == 0) {
                    ++count_;
                    return other = entry;
                }
                if (std::pair(other.round, ~other.depth) < std::pair(worst->round, ~worst->depth))
                    worst = &other;
            }
            if (grow()) continue;
            forgot_ = true;
            return *worst = entry;
        }
    }

    std::size_t size() const { return count_; }
    /// Whether there was no room for all.
    bool forgot() const { return forgot_; }
    std::size_t bytes() const { return entries_.size() * sizeof(Entry); }

  private:
    static constexpr std::size_t first = 1024;
    static constexpr std::size_t window = 16;  // places where an entry may be

    Entry& at(std::uint64_t print, std::size_t i) {
        return entries_[(print + i) & (entries_.size() - 1)];
    }

    /// False: it may not grow.
    bool grow() {
        if (entries_.size() * 2 > most_) return false;
        std::vector<Entry> old(entries_.size() * 2);
        old.swap(entries_);
        count_ = 0;
        for (const Entry& entry : old)
            if (entry.print != 0) insert(entry);
        return true;
    }

    std::size_t most_;
    std::vector<Entry> entries_;
    std::size_t count_ = 0;
    bool forgot_ = false;
};

}  // namespace ordeal::checker
