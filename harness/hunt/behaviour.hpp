// What the nodes of a run did, as far as a hunt tells runs apart: which kinds of event followed
// which on a node, roughly how often, and how many states there were. All of it has a bounded size,
// however long the hunt.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_set>
#include <vector>

namespace ordeal::harness {

/// How many different numbers were put in, in bounded memory: exact up to `most`; beyond it of
/// those only that end in so many zero bits as it takes to have no more than `most`, and the count
/// is an estimate (adaptive sampling: Wegman; Flajolet 1990).
class DistinctCount {
  public:
    explicit DistinctCount(std::size_t most = std::size_t{1} << 16) : most_(most) {}

    /// Requires: `hash` is well mixed.
    void add(std::uint64_t hash);
    void add(const DistinctCount& other);
    std::uint64_t count() const { return static_cast<std::uint64_t>(sample_.size()) << bits_; }

  private:
    bool counts(std::uint64_t hash) const {
        return (hash & ((std::uint64_t{1} << bits_) - 1)) == 0;
    }

    std::size_t most_;
    unsigned bits_ = 0;
    std::unordered_set<std::uint64_t> sample_;
};

/// The behaviour of one run, or with add() of many. Three events in a row on one node are a trait;
/// the hashes of traits share 64 Ki places, and how often each was there is kept as a power of two
/// (after Zalewski's afl-fuzz, which counts edges of a program so).
class Behaviour {
  public:
    Behaviour() : places_(place_count) {}

    /// A node handles an event of this kind.
    void event(std::size_t node, std::uint64_t kind);
    /// A state of a node. Requires: `hash` is well mixed.
    void state(std::uint64_t hash) { states_.add(hash); }

    /// Adds a run to many. How many traits were not there before, or not so often.
    std::size_t add(const Behaviour& run);
    /// Different traits, how often each apart.
    std::size_t traits() const;
    std::uint64_t states() const { return states_.count(); }

  private:
    static constexpr std::size_t place_count = std::size_t{1} << 16;

    struct Before {
        std::uint64_t last = 0;
        std::uint64_t one_before = 0;
    };

    // Of one run: how often. Of many: a bit for each power of two.
    std::vector<std::uint8_t> places_;
    std::vector<Before> before_;  // by node
    DistinctCount states_;
};

}  // namespace ordeal::harness
