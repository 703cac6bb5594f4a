// What containers hold, for the bounds on memory. A bound is kept only if what is about to be
// allocated counts before it is: a container that must grow soon has two copies while it does so.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace ordeal::linearizability {

/// No container grows by more than this between two looks at the limits.
constexpr std::size_t bytes_between_looks = std::size_t{1} << 20;

/// Of a vector from which nothing is ever taken away, or of which `most` were there at some time.
/// Memory that was never touched costs nothing.
template <typename T>
std::size_t bytes_soon(const std::vector<T>& items, std::size_t most = 0) {
    const std::size_t now = sizeof(T) * items.size();
    const std::size_t room = sizeof(T) * items.capacity();
    const std::size_t touched = std::max(now, sizeof(T) * most);
    return now + bytes_between_looks > room ? touched + now : touched;
}

/// Of a table of open addressing that keeps a byte beside each entry and grows to twice its size.
template <typename Table>
std::size_t table_bytes_soon(const Table& table) {
    constexpr std::size_t entry = sizeof(typename Table::value_type) + 1;
    const bool grows = table.size() + bytes_between_looks / entry > table.max_load();
    return entry * table.bucket_count() * (grows ? 3 : 1);
}

}  // namespace ordeal::linearizability
