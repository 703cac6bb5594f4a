// The configurations that a depth-first search has seen: which calls are linearized, and the
// state. The set of calls is kept without the run of linearized calls that all begin with, so that
// an entry is as long as the history is concurrent there, not as long as the history.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include <boost/unordered/unordered_flat_set.hpp>

#include "core/hash.hpp"
#include "linearizability/search/bytes.hpp"
#include "linearizability/search/mutant.hpp"

namespace ordeal::linearizability {

/// A set of numbers below a bound that knows its first gap.
class CallSet {
  public:
    explicit CallSet(std::size_t bound) : words_(bound / 64 + 1) {}

    void insert(std::uint32_t call) {
        words_[call / 64] |= bit(call);
        high_ = std::max(high_, call / 64 + 1);
        while (words_[low_] == ~std::uint64_t{0})
            ++low_;
    }
    void erase(std::uint32_t call) {
        words_[call / 64] &= ~bit(call);
        low_ = std::min(low_, call / 64);
        while (high_ > low_ && words_[high_ - 1] == 0)
            --high_;
    }

    /// Equal sets append equal words, different sets different ones.
    void append_to(std::vector<std::uint64_t>& out) const {
        const std::uint32_t end = std::max(high_, low_);
        out.push_back(low_ | std::uint64_t{end} << 32);
        out.insert(out.end(), words_.begin() + low_, words_.begin() + end);
    }

  private:
    static std::uint64_t bit(std::uint32_t call) { return std::uint64_t{1} << (call % 64); }

    std::vector<std::uint64_t> words_;
    std::uint32_t low_ = 0;   // words below are full
    std::uint32_t high_ = 0;  // words from here on are empty
};

class Visited {
  public:
    Visited() : entries_(0, Hash{&words_}, Equal{&words_}) {}
    Visited(const Visited&) = delete;
    Visited& operator=(const Visited&) = delete;

    /// True if the configuration was not there.
    bool insert(const CallSet& living, const CallSet& crashed, std::uint32_t state) {
        const std::size_t start = words_.size();
        words_.push_back(mutated(Mutant::memo_without_state) ? 0 : state);
        living.append_to(words_);
        if (!mutated(Mutant::memo_without_crashed)) crashed.append_to(words_);
        words_[start] |= std::uint64_t{words_.size() - start} << 32;
        const bool added = entries_.insert(start).second;
        if (!added) words_.resize(start);
        return added;
    }

    std::size_t bytes() const { return bytes_soon(words_) + table_bytes_soon(entries_); }

  private:
    struct Hash {
        const std::vector<std::uint64_t>* words;
        std::size_t operator()(std::size_t start) const {
            const std::uint64_t* entry = words->data() + start;
            return core::hash_bytes(entry, 8 * (*entry >> 32));
        }
    };
    struct Equal {
        const std::vector<std::uint64_t>* words;
        bool operator()(std::size_t a, std::size_t b) const {
            const std::uint64_t* left = words->data() + a;
            const std::uint64_t* right = words->data() + b;
            return std::equal(left, left + (*left >> 32), right, right + (*right >> 32));
        }
    };

    std::vector<std::uint64_t> words_;  // entries: state and length, living calls, crashed calls
    boost::unordered_flat_set<std::size_t, Hash, Equal> entries_;
};

}  // namespace ordeal::linearizability
