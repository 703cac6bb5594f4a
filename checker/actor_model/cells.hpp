// Rows of small numbers as bytes, seven bits a byte, the lowest first (LEB128).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace ordeal::checker {

inline void pack_cells(const std::vector<std::uint32_t>& cells, std::vector<std::uint8_t>& out) {
    constexpr std::size_t most = 5;  // bytes of a cell
    const std::size_t size = out.size();
    out.resize(size + most * cells.size());
    std::uint8_t* end = out.data() + size;
    for (std::uint32_t cell : cells) {
        for (; cell >= 128; cell >>= 7)
            *end++ = static_cast<std::uint8_t>(cell | 128);
        *end++ = static_cast<std::uint8_t>(cell);
    }
    out.resize(static_cast<std::size_t>(end - out.data()));
}

inline void unpack_cells(std::span<const std::uint8_t> bytes, std::vector<std::uint32_t>& cells) {
    cells.clear();
    std::uint32_t cell = 0;
    unsigned shift = 0;
    for (const std::uint8_t byte : bytes) {
        cell |= static_cast<std::uint32_t>(byte & 127) << shift;
        shift += 7;
        if (byte >= 128) continue;
        cells.push_back(cell);
        cell = 0;
        shift = 0;
    }
}

}  // namespace ordeal::checker
