// What a lenient reader left out of a history: how much, and what was wrong with the first few. A
// verdict on the rest is worth as much as the reader of this list thinks.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ordeal::core {

struct Skipped {
    static constexpr std::size_t most_named = 3;

    std::size_t count = 0;
    std::vector<std::string> first;  // messages, as an error would have had; most_named at most

    void add(std::string message) {
        ++count;
        if (first.size() < most_named) first.push_back(std::move(message));
    }
};

}  // namespace ordeal::core
