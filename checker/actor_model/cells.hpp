// Rows of small numbers as bytes, seven bits a byte, the lowest first (LEB128).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace ordeal::checker {

inline void pack_cells(const std::vector<std::uint32_t>& cells, std::vector<std::uint8_t>& out) {
    for (std::uint32_t cell : cells) {
        for (; cell >= 128; cell >>= 7)
            out.push_back(static_cast<std::uint8_t>(cell | 128));
        out.push_back(static_cast<std::uint8_t>(cell));
    }
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
