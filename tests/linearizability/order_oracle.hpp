// Brute force once more, for millions of small histories: tries every order that real time allows,
// each to its end or to the first operation that could not have gone so. The specification is a
// table of which states may follow, filled from the reference; nothing is remembered between orders
// or left out.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "tests/linearizability/reference.hpp"
#include "tests/linearizability/small_history.hpp"

namespace ordeal::testing {

class OrderOracle {
  public:
    /// `kinds` are all counted: none is a failed operation that is dropped.
    OrderOracle(std::string model, const core::Value& initial, std::vector<core::Operation> kinds);

    bool is_valid(const SmallHistory& history);

    /// Is this order of operations (by number) one that shows the history to be valid?
    bool is_witness(const SmallHistory& history, std::span<const std::uint32_t> order);

    const core::Operation& kind(std::size_t number) const { return kinds_[number]; }

  private:
    using States = std::vector<std::size_t>;

    const States& next(std::size_t state, std::size_t kind);
    std::size_t number_of(const core::Value& state);
    bool search(std::size_t state, unsigned done);
    bool play(std::size_t state, std::span<const std::uint32_t> order);
    void prepare(const SmallHistory& history);

    std::string model_;
    std::vector<core::Operation> kinds_;
    std::vector<core::Value> states_;
    std::map<core::Value, std::size_t> numbers_;
    struct Entry {
        bool known = false;
        States states;
    };
    std::vector<std::vector<Entry>> next_;  // by state and kind
    std::size_t initial_;

    SmallHistory history_;
    unsigned required_ = 0;                              // operations that must be in an order
    std::array<unsigned, SmallHistory::most> before_{};  // of each: those that must stand before
};

}  // namespace ordeal::testing
