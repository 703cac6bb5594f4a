// States in a row, in blocks that never move: appended at the end, read by reference, walked in the
// order in which they came. One thread appends; others may read what was there before.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "checker/model/model.hpp"
#include "core/check.hpp"

namespace ordeal::checker {

/// Where a row begins: block and offset in one number. References grow with the rows.
using RowRef = std::uint32_t;

/// A stretch of rows within one block, for one thread to work on while others append.
template <typename Unit>
struct Chunk {
    const Unit* begin = nullptr;
    const Unit* end = nullptr;
    std::uint32_t first_number = 0;  // of the row at `begin`, counted in order of appending
};

/// States that pack themselves into bytes: two bytes of length, then the bytes, at even offsets.
template <typename M>
class PackedRows {
  public:
    using State = typename M::State;
    using Unit = std::uint8_t;

    RowRef append(const M& model, const State& state) {
        buffer_.clear();
        model.pack(state, buffer_);
        const std::size_t size = (2 + buffer_.size() + 1) / 2 * 2;
        CHECK(size <= block_bytes, "a state of {} bytes, {} are the most", size, block_bytes);
        if (blocks_.empty() || used_ + size > block_bytes) add_block();
        std::uint8_t* row = blocks_.back().bytes.get() + used_;
        row[0] = static_cast<std::uint8_t>(buffer_.size());
        row[1] = static_cast<std::uint8_t>(buffer_.size() >> 8);
        std::copy(buffer_.begin(), buffer_.end(), row + 2);
        const RowRef ref = end();
        used_ += size;
        blocks_.back().used = used_;
        ++count_;
        return ref;
    }

    void get(const M& model, RowRef ref, State& state) const { model.unpack(bytes_of(ref), state); }

    /// Whether the row is this state. `packed` is a buffer of the caller that holds the state's
    /// bytes from one call to the next while it is not empty.
    bool equal(const M& model, RowRef ref, const State& state,
               std::vector<std::uint8_t>& packed) const {
        if (packed.empty()) model.pack(state, packed);
        const auto row = bytes_of(ref);
        return row.size() == packed.size() && std::equal(row.begin(), row.end(), packed.begin());
    }

    /// Reads the row at `place` of a chunk; returns where the next one begins.
    static const Unit* read(const M& model, const Unit* place, State& state) {
        const auto row = row_at(place);
        model.unpack(row, state);
        return place + (2 + row.size() + 1) / 2 * 2;
    }

    /// What was appended from `begin` on, whose number is `number`, in stretches.
    std::vector<Chunk<Unit>> chunks(RowRef begin, std::uint32_t number) const {
        std::vector<Chunk<Unit>> out;
        std::size_t skipped = std::size_t{begin % per_block} * 2;
        for (std::size_t i = begin / per_block; i < blocks_.size(); ++i) {
            const Block& block = blocks_[i];
            const Unit* bytes = block.bytes.get();
            if (skipped < block.used)
                out.push_back({bytes + skipped, bytes + block.used,
                               skipped > 0 ? number : block.first_number});
            skipped = 0;
        }
        return out;
    }

    /// Where the next row begins if it fits into the last block.
    RowRef end() const {
        if (blocks_.empty()) return 0;
        return static_cast<RowRef>((blocks_.size() - 1) * per_block + used_ / 2);
    }
    bool full() const { return blocks_.size() + 1 >= (std::size_t{1} << 32) / per_block; }
    std::size_t bytes() const { return blocks_.size() * (block_bytes + sizeof(Block)); }
    /// The next row gets this number.
    void clear(std::uint32_t number) {
        blocks_.clear();
        used_ = 0;
        count_ = number;
    }

  private:
    static constexpr std::size_t block_bytes = 1 << 16;
    static constexpr std::size_t per_block = block_bytes / 2;  // references

    struct Block {
        std::unique_ptr<std::uint8_t[]> bytes;
        std::size_t used = 0;
        std::uint32_t first_number = 0;
    };

    std::span<const std::uint8_t> bytes_of(RowRef ref) const {
        return row_at(blocks_[ref / per_block].bytes.get() + std::size_t{ref % per_block} * 2);
    }
    static std::span<const std::uint8_t> row_at(const std::uint8_t* row) {
        return {row + 2, static_cast<std::size_t>(row[0] | row[1] << 8)};
    }
    void add_block() {
        blocks_.push_back(
            {std::unique_ptr<std::uint8_t[]>(new std::uint8_t[block_bytes]), 0, count_});
        used_ = 0;
    }

    std::vector<Block> blocks_;
    std::size_t used_ = 0;     // bytes of the last block
    std::uint32_t count_ = 0;  // number of the next row
    std::vector<std::uint8_t> buffer_;
};

/// States as they are.
template <typename M>
class ObjectRows {
  public:
    using State = typename M::State;
    using Unit = State;

    RowRef append(const M&, const State& state) {
        if (blocks_.empty() || blocks_.back().states.size() == per_block) {
            blocks_.push_back({{}, count_});
            blocks_.back().states.reserve(per_block);
        }
        const RowRef ref = end();
        blocks_.back().states.push_back(state);
        ++count_;
        return ref;
    }
    void get(const M&, RowRef ref, State& state) const { state = at(ref); }
    bool equal(const M&, RowRef ref, const State& state, std::vector<std::uint8_t>&) const {
        return at(ref) == state;
    }
    static const Unit* read(const M&, const Unit* place, State& state) {
        state = *place;
        return place + 1;
    }

    std::vector<Chunk<Unit>> chunks(RowRef begin, std::uint32_t number) const {
        std::vector<Chunk<Unit>> out;
        std::size_t skipped = begin % per_block;
        for (std::size_t i = begin / per_block; i < blocks_.size(); ++i) {
            const auto& [states, first_number] = blocks_[i];
            if (skipped < states.size())
                out.push_back({states.data() + skipped, states.data() + states.size(),
                               skipped > 0 ? number : first_number});
            skipped = 0;
        }
        return out;
    }
    RowRef end() const {
        if (blocks_.empty()) return 0;
        return static_cast<RowRef>((blocks_.size() - 1) * per_block + blocks_.back().states.size());
    }
    bool full() const { return end() > UINT32_MAX - 2 * per_block; }
    std::size_t bytes() const { return blocks_.size() * (per_block * sizeof(State) + 40); }
    void clear(std::uint32_t number) {
        blocks_.clear();
        count_ = number;
    }

  private:
    static constexpr std::size_t per_block = 512;

    struct Block {
        std::vector<State> states;  // reserved: never moves
        std::uint32_t first_number = 0;
    };

    const State& at(RowRef ref) const { return blocks_[ref / per_block].states[ref % per_block]; }

    std::vector<Block> blocks_;
    std::uint32_t count_ = 0;
};

template <Model M>
using Rows = std::conditional_t<HasPack<M>, PackedRows<M>, ObjectRows<M>>;

}  // namespace ordeal::checker
