// The states that were seen, in two forms. Exact: packed rows, and a table of references to them
// with eight bits of each hash, so that few rows are compared in vain. Fingerprints: a table of 64
// bits for each state. Both tables are open addressing with linear probing, mapped by
// multiplication (Lemire 2019), so that they can grow by a half.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "checker/search/rows.hpp"

namespace ordeal::checker {

/// What became of a state that was offered. `key` identifies it among all of one set.
struct Offered {
    bool added = false;
    std::uint64_t key = 0;
};

namespace detail {

__extension__ using Wide = unsigned __int128;

/// Upper bits of hash * size: uniform in [0, size).
inline std::size_t scale(std::uint64_t hash, std::size_t size) {
    return static_cast<std::size_t>((static_cast<Wide>(hash) * size) >> 64);
}

inline std::size_t grown(std::size_t slots) {
    return slots < (1 << 16) ? slots * 2 : slots + slots / 2;
}

}  // namespace detail

class FingerprintTable {
  public:
    void prefetch(std::uint64_t print) const {
        __builtin_prefetch(slots_.data() + detail::scale(print, slots_.size()));
    }
    /// Requires: print is not 0.
    bool insert(std::uint64_t print) {
        if (count_ * 8 >= slots_.size() * 7) grow();
        std::size_t slot = detail::scale(print, slots_.size());
        while (slots_[slot] != 0) {
            if (slots_[slot] == print) return false;
            if (++slot == slots_.size()) slot = 0;
        }
        slots_[slot] = print;
        ++count_;
        return true;
    }
    std::size_t bytes() const { return slots_.size() * sizeof(std::uint64_t); }

  private:
    void grow() {
        std::vector<std::uint64_t> old(detail::grown(slots_.size()));
        old.swap(slots_);
        for (const std::uint64_t print : old) {
            if (print == 0) continue;
            std::size_t slot = detail::scale(print, slots_.size());
            while (slots_[slot] != 0)
                if (++slot == slots_.size()) slot = 0;
            slots_[slot] = print;
        }
    }

    std::vector<std::uint64_t> slots_ = std::vector<std::uint64_t>(256);
    std::size_t count_ = 0;
};

/// Fingerprints, and beside them the states that are still to be expanded.
template <Model M>
class FingerprintSet {
  public:
    using State = typename M::State;

    void prefetch(std::uint64_t print) const { table_.prefetch(print); }
    Offered offer(const M&, const State&, std::uint64_t print) {
        return {table_.insert(print), print};
    }
    std::size_t bytes() const { return table_.bytes(); }
    bool full() const { return false; }

  private:
    FingerprintTable table_;
};

template <Model M>
class ExactSet {
  public:
    using State = typename M::State;

    void prefetch(std::uint64_t print) const {
        const std::size_t slot = detail::scale(print, slots_.size());
        __builtin_prefetch(tags_.data() + slot);
        __builtin_prefetch(slots_.data() + slot);
    }
    Offered offer(const M& model, const State& state, std::uint64_t print) {
        if (count_ * 4 >= slots_.size() * 3) grow(model);
        packed_.clear();
        const std::uint8_t tag = tag_of(print);
        std::size_t slot = detail::scale(print, slots_.size());
        for (; tags_[slot] != 0; slot = after(slot))
            if (tags_[slot] == tag && rows_.equal(model, slots_[slot], state, packed_))
                return {false, slots_[slot]};
        tags_[slot] = tag;
        slots_[slot] = rows_.append(model, state);
        ++count_;
        return {true, slots_[slot]};
    }
    const Rows<M>& rows() const { return rows_; }
    std::size_t bytes() const { return slots_.size() * 5 + rows_.bytes(); }
    bool full() const { return rows_.full(); }

  private:
    static std::uint8_t tag_of(std::uint64_t print) {
        return static_cast<std::uint8_t>((print >> 8) | 1);
    }
    std::size_t after(std::size_t slot) const { return slot + 1 == slots_.size() ? 0 : slot + 1; }

    void grow(const M& model) {
        std::vector<RowRef> old_slots(detail::grown(slots_.size()));
        std::vector<std::uint8_t> old_tags(old_slots.size());
        old_slots.swap(slots_);
        old_tags.swap(tags_);
        State state;
        for (std::size_t i = 0; i < old_slots.size(); ++i) {
            if (old_tags[i] == 0) continue;
            rows_.get(model, old_slots[i], state);
            std::size_t slot = detail::scale(fingerprint(model, state), slots_.size());
            while (tags_[slot] != 0)
                slot = after(slot);
            slots_[slot] = old_slots[i];
            tags_[slot] = old_tags[i];
        }
    }

    Rows<M> rows_;
    std::vector<RowRef> slots_ = std::vector<RowRef>(256);
    std::vector<std::uint8_t> tags_ = std::vector<std::uint8_t>(256);  // 0: empty
    std::size_t count_ = 0;
    std::vector<std::uint8_t> packed_;
};

}  // namespace ordeal::checker
