// Every small history, as few of them as prove the same. What a verdict depends on is which
// operations there are and which returned before which was invoked; so of histories that differ in
// nothing else one is enough, and that leaves out, with an argument for each:
//
// - The names of processes, and which process did what: no judge looks at it.
// - The order of invocations with no return between, and of returns with no invocation between:
//   what returned before what was invoked is the same. So a history is a row of *blocks*, each some
//   invocations and then some returns.
// - Which of several operations of one kind and block returns first: exchange them.
// - Where a crashed operation ends: it may take effect at any time after its invocation. Its
//   process is free again at once.
// - Failed operations that are dropped, and crashed ones that only look: without them the history
//   is a shorter one, which is there too.
// - Of two histories that become each other when two values are exchanged throughout, the one in
//   which the numbers of operations of each kind are the smaller row: the specifications for which
//   this is done only compare values.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "core/random.hpp"

namespace ordeal::testing {

struct SmallHistory {
    static constexpr std::size_t most = 9;
    static constexpr std::uint8_t never = 255;

    std::size_t size = 0;  // operations, by block of invocation
    std::array<std::uint8_t, most> kind{};
    std::array<std::uint8_t, most> begin{};  // the block
    std::array<std::uint8_t, most> end{};    // the block, or never

    bool precedes(std::size_t i, std::size_t j) const { return end[i] < begin[j]; }
};

class SmallHistories {
  public:
    using Use = std::function<void(const SmallHistory&)>;

    /// `crashed`: of each kind, whether its outcome is unknown. `exchanged`: of each kind, which
    /// one it becomes when two values are exchanged; empty: no such symmetry.
    SmallHistories(std::size_t processes, std::vector<bool> crashed,
                   std::vector<std::uint8_t> exchanged = {})
        : processes_(processes), crashed_(std::move(crashed)), exchanged_(std::move(exchanged)) {}

    /// Calls use(history) for each with that many operations.
    void for_each(std::size_t operations, const Use& use);

  private:
    void begin_block();
    void invoke(std::size_t least_kind, std::size_t open_before);
    void finish_invocations();
    void choose_returns();
    bool is_first_of_twins(std::size_t which, unsigned returning,
                           const std::vector<std::size_t>& open) const;
    void emit() const;
    std::vector<std::size_t> open() const;

    std::size_t processes_;
    std::vector<bool> crashed_;
    std::vector<std::uint8_t> exchanged_;
    std::size_t operations_ = 0;
    const Use* use_ = nullptr;
    SmallHistory history_;
    std::uint8_t block_ = 0;
};

/// One of six to nine operations: kinds at random, each invoked in the block of the one before it
/// or the next.
SmallHistory random_small_history(core::Random& random, const std::vector<bool>& crashed);

}  // namespace ordeal::testing
