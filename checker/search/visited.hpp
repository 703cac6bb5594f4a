// The states that were seen, in two forms. Exact: packed rows, and a table of references to them
// with 32 bits of each hash, so that hardly a row is compared in vain. Fingerprints: a table of 64
// bits for each state. Both are spread over shards, each with a lock of its own that is held for
// some ten nanoseconds, so that threads rarely meet; and as each shard grows by itself, there are
// no moments at which memory doubles.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "checker/search/ordered_table.hpp"
#include "checker/search/rows.hpp"
#include "checker/search/spin_lock.hpp"

namespace ordeal::checker {

/// What became of a state that was offered. `key` identifies it among all of one set.
struct Offered {
    bool added = false;
    std::uint64_t key = 0;
    bool refused = false;  // it is not there, and was not admitted
};

namespace detail {

class Shards {
  public:
    /// Where a table is, which all threads read for each state, is in another line of cache than
    /// its lock, which they write to.
    struct Shard {
        [[no_unique_address]] OrderedTable table;
        mutable SpinLock lock;
    };

    /// The lower bits of a fingerprint choose the shard, the upper ones the place in its table.
    Shard& of(std::uint64_t print) { return (*shards_)[print % count]; }
    const Shard& of(std::uint64_t print) const { return (*shards_)[print % count]; }
    std::unique_lock<SpinLock> lock(std::uint64_t print) {
        return std::unique_lock(of(print).lock);
    }
    void prefetch(std::uint64_t print) const {
        const Shard& shard = of(print);
        __builtin_prefetch(&shard.lock, 1);
        shard.table.prefetch(print);
    }
    std::size_t bytes() const {
        std::size_t sum = 0;
        for (const Shard& shard : *shards_) {
            const std::lock_guard lock(shard.lock);
            sum += shard.table.bytes() + sizeof(Shard);
        }
        return sum;
    }
    template <typename Visit>
    void for_each(const Visit& visit) const {
        for (const Shard& shard : *shards_)
            shard.table.for_each(visit);
    }

  private:
    static constexpr std::size_t count = 256;
    static_assert(sizeof(Shard) == 128 && alignof(Shard) == 64);

    std::unique_ptr<std::array<Shard, count>> shards_ =
        std::make_unique<std::array<Shard, count>>();
};

}  // namespace detail

/// Fingerprints; the states themselves are with whoever is to expand them.
template <Model M>
class FingerprintSet {
  public:
    using State = typename M::State;
    static constexpr bool exact = false;

    /// What a thread brings along.
    struct Writer {
        explicit Writer(FingerprintSet&) {}
    };

    void prefetch(std::uint64_t print) const { shards_.prefetch(print); }
    Offered offer(const M& model, const State& state, std::uint64_t print) {
        Writer writer(*this);
        return offer(model, state, print, writer, [] { return true; });
    }
    std::unique_lock<SpinLock> lock(std::uint64_t print) { return shards_.lock(print); }
    /// A state that is not there is added if admit() says so. Requires: lock(print), where there
    /// are several threads.
    template <typename Admit>
    Offered offer(const M&, const State&, std::uint64_t print, Writer&, const Admit& admit) {
        Offered offered{false, print};
        const auto entry = shards_.of(print).table.find_or_insert(
            print, [print](std::uint64_t known) { return known == print; },
            [&] { return admit() ? print : OrderedTable::none; }, offered.added);
        offered.refused = entry == OrderedTable::none;
        return offered;
    }
    std::size_t bytes() const { return shards_.bytes(); }
    bool full() const { return false; }
    template <typename Visit>
    void for_each(const Visit& visit) const {
        shards_.for_each(visit);
    }

  private:
    detail::Shards shards_;
};

template <Model M>
class ExactSet {
  public:
    using State = typename M::State;
    static constexpr bool exact = true;

    /// What a thread brings along: rows of its own to write to.
    struct Writer {
        explicit Writer(ExactSet& set) : rows(*set.rows_) {}

        typename Rows<M>::Writer rows;
        std::vector<std::uint8_t> packed;
    };

    void prefetch(std::uint64_t print) const { shards_.prefetch(print); }
    Offered offer(const M& model, const State& state, std::uint64_t print) {
        if (!own_) own_ = std::make_unique<Writer>(*this);
        return offer(model, state, print, *own_, [] { return true; });
    }
    std::unique_lock<SpinLock> lock(std::uint64_t print) { return shards_.lock(print); }
    /// As above. An entry is half a hash and the reference of a row, plus one: none is 0.
    template <typename Admit>
    Offered offer(const M& model, const State& state, std::uint64_t print, Writer& writer,
                  const Admit& admit) {
        writer.packed.clear();
        const auto same = [&](std::uint64_t entry) {
            return rows_->equal(model, static_cast<RowRef>((entry & low) - 1), state,
                                writer.packed);
        };
        const auto make = [&]() -> std::uint64_t {
            if (!admit()) return OrderedTable::none;
            return (print & ~low) | (std::uint64_t{writer.rows.append(model, state)} + 1);
        };
        Offered offered;
        const auto entry = shards_.of(print).table.find_or_insert(print, same, make, offered.added);
        offered.key = (entry & low) - 1;
        offered.refused = entry == OrderedTable::none;
        return offered;
    }
    std::size_t bytes() const { return shards_.bytes() + rows_->bytes(); }
    bool full() const { return rows_->full(); }

  private:
    static constexpr std::uint64_t low = UINT32_MAX;

    detail::Shards shards_;
    std::unique_ptr<Rows<M>> rows_ = std::make_unique<Rows<M>>();
    std::unique_ptr<Writer> own_;
};

}  // namespace ordeal::checker
