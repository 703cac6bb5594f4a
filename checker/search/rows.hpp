// States in rows, in blocks that never move. Several threads append, each with a Writer of its own
// that fills blocks of its own; anyone may read a row by its reference, once the reference came to
// him by way of something that orders memory. What a writer appended is handed out in chunks: short
// stretches for threads to work through while others append.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "checker/actor_model/stable_vector.hpp"
#include "checker/model/model.hpp"
#include "checker/search/spin_lock.hpp"
#include "core/check.hpp"

namespace ordeal::checker {

/// Where a row begins: block and offset in one number.
using RowRef = std::uint32_t;

/// A stretch of rows within one block, for one thread to work on.
template <typename Unit>
struct Chunk {
    const Unit* begin = nullptr;
    const Unit* end = nullptr;
    std::uint32_t first_number = 0;  // of the row at `begin`, counted in order of appending
};

namespace detail {

/// Blocks of units, by number.
template <typename Unit, std::size_t block_units>
class Blocks {
  public:
    /// A block, and its number.
    std::pair<Unit*, std::uint32_t> add() {
        auto block = std::make_unique_for_overwrite<Unit[]>(block_units);
        Unit* const begin = block.get();
        const std::lock_guard lock(lock_);
        return {begin, blocks_.push_back(std::move(block))};
    }
    const Unit* operator[](std::size_t block) const { return blocks_[block].get(); }
    std::size_t size() const {
        const std::lock_guard lock(lock_);
        return blocks_.size();
    }
    std::size_t bytes() const { return size() * (block_units * sizeof(Unit) + 24); }

  private:
    StableVector<std::unique_ptr<Unit[]>> blocks_;
    mutable SpinLock lock_;
};

/// Cuts what is appended into chunks.
template <typename Unit>
class Cutter {
  public:
    /// `place`: where the row begins; `next`: where it ends.
    void row(const Unit* place, const Unit* next) {
        if (rows_ == 0 || place != chunks_.back().end || rows_ == most) {
            chunks_.push_back({place, next, count_});
            rows_ = 0;
        }
        chunks_.back().end = next;
        ++rows_;
        ++count_;
    }
    std::vector<Chunk<Unit>> take() {
        rows_ = 0;
        return std::exchange(chunks_, {});
    }
    void count_from(std::uint32_t number) { count_ = number; }

  private:
    static constexpr std::uint32_t most = 128;  // rows of a chunk

    std::vector<Chunk<Unit>> chunks_;
    std::uint32_t rows_ = 0;   // of the last chunk
    std::uint32_t count_ = 0;  // number of the next row
};

}  // namespace detail

/// States that pack themselves into bytes: one or three bytes of length, then the bytes, at even
/// offsets.
template <typename M>
class PackedRows {
  public:
    using State = typename M::State;
    using Unit = std::uint8_t;

    class Writer {
      public:
        explicit Writer(PackedRows& rows) : rows_(&rows) {}

        RowRef append(const M& model, const State& state) {
            buffer_.clear();
            model.pack(state, buffer_);
            return append_bytes(buffer_);
        }
        RowRef append_bytes(std::span<const std::uint8_t> bytes) {
            const std::size_t size = row_size(bytes.size());
            CHECK(size <= block_bytes, "a state of {} bytes, {} are the most", size, block_bytes);
            if (place_ == nullptr || used_ + size > block_bytes) {
                std::tie(place_, block_) = rows_->blocks_.add();
                used_ = 0;
            }
            std::uint8_t* row = place_ + used_;
            std::uint8_t* const begin = write_size(row, bytes.size());
            std::copy(bytes.begin(), bytes.end(), begin);
            const auto ref = static_cast<RowRef>(block_ * per_block + used_ / 2);
            used_ += size;
            cutter_.row(row, place_ + used_);
            return ref;
        }
        /// Since the last call. `number` is that of the next row.
        std::vector<Chunk<Unit>> take() { return cutter_.take(); }
        void count_from(std::uint32_t number) { cutter_.count_from(number); }

      private:
        PackedRows* rows_;
        std::uint8_t* place_ = nullptr;
        std::uint32_t block_ = 0;
        std::size_t used_ = 0;
        detail::Cutter<Unit> cutter_;
        std::vector<std::uint8_t> buffer_;
    };

    /// Whether the row is this state. `packed` is a buffer of the caller that holds the state's
    /// bytes from one call to the next while it is not empty.
    bool equal(const M& model, RowRef ref, const State& state,
               std::vector<std::uint8_t>& packed) const {
        if (packed.empty()) model.pack(state, packed);
        const auto row = bytes_at(blocks_[ref / per_block] + std::size_t{ref % per_block} * 2);
        return row.size() == packed.size() && std::equal(row.begin(), row.end(), packed.begin());
    }
    void prefetch(RowRef ref) const {
        __builtin_prefetch(blocks_[ref / per_block] + std::size_t{ref % per_block} * 2);
    }

    /// Reads the row at `place` of a chunk; returns where the next one begins.
    static const Unit* read(const M& model, const Unit* place, State& state) {
        const auto row = bytes_at(place);
        model.unpack(row, state);
        return place + row_size(row.size());
    }
    static std::span<const std::uint8_t> bytes_at(const std::uint8_t* row) {
        if (row[0] < escape) return {row + 1, row[0]};
        return {row + 3, static_cast<std::size_t>(row[1] | row[2] << 8)};
    }
    static std::size_t row_size(std::size_t bytes) {
        return ((bytes < escape ? 1 : 3) + bytes + 1) / 2 * 2;
    }

    bool full() const { return blocks_.size() + 256 >= (std::size_t{1} << 32) / per_block; }
    std::size_t bytes() const { return blocks_.bytes(); }

  private:
    static constexpr std::size_t block_bytes = 1 << 16;
    static constexpr std::size_t per_block = block_bytes / 2;  // references
    static constexpr std::uint8_t escape = 255;

    static std::uint8_t* write_size(std::uint8_t* row, std::size_t size) {
        if (size < escape) {
            row[0] = static_cast<std::uint8_t>(size);
            return row + 1;
        }
        row[0] = escape;
        row[1] = static_cast<std::uint8_t>(size);
        row[2] = static_cast<std::uint8_t>(size >> 8);
        return row + 3;
    }

    detail::Blocks<std::uint8_t, block_bytes> blocks_;
};

/// States as they are.
template <typename M>
class ObjectRows {
  public:
    using State = typename M::State;
    using Unit = State;

    class Writer {
      public:
        explicit Writer(ObjectRows& rows) : rows_(&rows) {}

        RowRef append(const M&, const State& state) {
            if (place_ == nullptr || used_ == per_block) {
                std::tie(place_, block_) = rows_->blocks_.add();
                used_ = 0;
            }
            place_[used_] = state;
            const auto ref = static_cast<RowRef>(block_ * per_block + used_);
            ++used_;
            cutter_.row(place_ + used_ - 1, place_ + used_);
            return ref;
        }
        std::vector<Chunk<Unit>> take() { return cutter_.take(); }
        void count_from(std::uint32_t number) { cutter_.count_from(number); }

      private:
        ObjectRows* rows_;
        State* place_ = nullptr;
        std::uint32_t block_ = 0;
        std::size_t used_ = 0;
        detail::Cutter<Unit> cutter_;
    };

    bool equal(const M&, RowRef ref, const State& state, std::vector<std::uint8_t>&) const {
        return blocks_[ref / per_block][ref % per_block] == state;
    }
    void prefetch(RowRef ref) const {
        __builtin_prefetch(blocks_[ref / per_block] + ref % per_block);
    }
    static const Unit* read(const M&, const Unit* place, State& state) {
        state = *place;
        return place + 1;
    }
    bool full() const { return blocks_.size() + 256 >= (std::size_t{1} << 32) / per_block; }
    std::size_t bytes() const { return blocks_.bytes(); }

  private:
    static constexpr std::size_t per_block = 512;

    detail::Blocks<State, per_block> blocks_;
};

template <Model M>
using Rows = std::conditional_t<HasPack<M>, PackedRows<M>, ObjectRows<M>>;

}  // namespace ordeal::checker
