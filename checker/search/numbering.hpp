// Numbers for states, in the order in which they come: 0, 1, 2, ... Two states are told apart by
// what they are, or with Memory::fingerprint by 64 bits of it.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "checker/search/options.hpp"
#include "checker/search/rows.hpp"

namespace ordeal::checker {

template <Model M>
class Numbering {
  public:
    using State = typename M::State;

    struct Given {
        std::uint32_t number = 0;
        bool added = false;
    };

    explicit Numbering(Memory memory) : exact_(memory == Memory::exact) {}
    Numbering(const Numbering&) = delete;
    Numbering& operator=(const Numbering&) = delete;

    /// Requires: `print` is the state's fingerprint.
    Given number(const M& model, const State& state, std::uint64_t print) {
        const auto [place, added] = numbers_.try_emplace(print, size_);
        if (added) return append(model, state);
        if (!exact_) return {place->second, false};
        packed_.clear();
        std::uint32_t number = place->second;
        while (!rows_.equal(model, refs_[number], state, packed_)) {
            const auto [next, none] = same_print_.try_emplace(number, size_);
            if (none) return append(model, state);
            number = next->second;
        }
        return {number, false};
    }

    std::uint32_t size() const { return size_; }
    bool full() const { return rows_.full() || size_ == UINT32_MAX - 1; }

  private:
    Given append(const M& model, const State& state) {
        if (exact_) refs_.push_back(writer_.append(model, state));
        return {size_++, true};
    }

    bool exact_;
    std::uint32_t size_ = 0;
    boost::unordered_flat_map<std::uint64_t, std::uint32_t> numbers_;  // print -> the first of it
    std::map<std::uint32_t, std::uint32_t> same_print_;                // -> the next one
    Rows<M> rows_;
    typename Rows<M>::Writer writer_{rows_};
    std::vector<RowRef> refs_;
    std::vector<std::uint8_t> packed_;
};

}  // namespace ordeal::checker
