// Small histories of queues, stacks and priority queues in which no value is put in twice: all of
// them, and random ones that are legal or nearly so.
#pragma once

#include <functional>

#include "tests/linearizability/histories.hpp"

namespace ordeal::testing {

/// The kinds of operations with values 1 .. values of a model with these functions, by number.
class PileKinds {
  public:
    PileKinds(std::string model, std::size_t values);

    const std::string& model() const { return model_; }
    const std::vector<core::Operation>& kinds() const { return kinds_; }
    std::size_t values() const { return values_; }

    /// Value: from 0. A put may be of unknown outcome; so is a take of unknown value.
    std::size_t put(std::size_t value, bool crashed) const { return 2 * value + crashed; }
    std::size_t take(std::size_t value) const { return 2 * values_ + value; }
    std::size_t look() const { return 3 * values_; }
    std::size_t taker() const { return 3 * values_ + 1; }

    bool is_put(std::size_t kind) const { return kind < 2 * values_; }

  private:
    std::string model_;
    std::size_t values_;
    std::vector<core::Operation> kinds_;
};

/// Calls `use` with every history of `count` operations by `processes` processes that puts no value
/// in twice. Unless the order of values matters, values are put in in their order.
void for_all_piles(const PileKinds& kinds, std::size_t count, std::size_t processes,
                   const std::function<void(const std::vector<Placed>&)>& use);

/// A history that puts no value in twice: random, or one of a correct system with `changes` random
/// changes. `crashes`: how often operations crash, of 100.
std::vector<Placed> random_pile(core::Random& random, const PileKinds& kinds, std::size_t count,
                                std::size_t processes, std::size_t crashes, std::size_t changes);

}  // namespace ordeal::testing
