// Symmetry: where parts of a system are interchangeable (processes that run the same program, say),
// states that differ only in which part is which have the same future, up to the same exchange. A
// search then visits one state of each such orbit. A model offers it by two members, and a third
// that makes it fast:
//
//     /// For each part the number of its group: parts of one group may change places.
//     std::vector<std::uint32_t> interchangeable() const;
//     /// Renames the parts: part i becomes part to[i].
//     void permute(State&, std::span<const std::uint32_t> to) const;
//     /// Optional. What tells part i from the others, whatever their names: a hash of what the
//     /// state says of it. What it says of i and j together may go in by colours[j].
//     std::uint64_t colour(const State&, std::uint32_t i, std::span<const std::uint64_t> colours)
//         const;
//
// Requires: exchange is an automorphism. The initial states, as a set, are the same after it; the
// steps from permute(s) are those from s, permuted; properties and the boundary do not tell s from
// permute(s). And colour is invariant: the colour of part to[i] in permute(s), the colours being
// permuted as well, is that of part i in s. Checks look at a sample of this; see reduced_check.hpp.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <span>
#include <vector>

#include "actors/compare.hpp"
#include "checker/model/model.hpp"
#include "core/hash.hpp"

namespace ordeal::checker {

template <typename M>
concept OffersSymmetry =
    requires(const M& model, typename M::State& state, std::span<const std::uint32_t> to) {
        { model.interchangeable() } -> std::same_as<std::vector<std::uint32_t>>;
        { model.permute(state, to) } -> std::same_as<void>;
    };

/// A total order of states: of no meaning, but the same wherever it is asked.
template <typename State>
bool state_less(const State& a, const State& b) {
    if constexpr (std::three_way_comparable<State>)
        return (a <=> b) < 0;
    else if constexpr (Plain<State>)
        return std::memcmp(&a, &b, sizeof a) < 0;
    else
        return actors::compare(a, b) < 0;
}

/// Replaces states by the least of their orbit, exactly: two states become the same if and only if
/// an exchange of parts turns one into the other.
///
/// Sorting parts by what distinguishes them does not do, since ties can hide differences (a part is
/// the friend of this one or of that one); trying all n! exchanges does, but is slow. So (McKay
/// 1981, "Practical graph isomorphism", in little): parts are coloured by what the state says of
/// them, again and again until that tells no more apart. Where parts of one colour are left, each
/// in turn is given a colour of its own, and so on, until all colours differ: that orders the
/// parts. The set of orders so found does not depend on the names of the parts, because nothing in
/// its making does; so the least of the states that they lead to is the same for all of an orbit.
/// Parts whose exchange does not change the state (twins) need not be tried one by one: exchanged,
/// they lead to the same states. To be twins is an equivalence, as (i k) = (i j)(j k)(i j).
template <OffersSymmetry M>
class Canonical {
  public:
    using State = typename M::State;

    explicit Canonical(const M& model) : groups_(model.interchangeable()) {}

    /// Whether there is more than one part that may change its place.
    bool any() const { return groups_.size() > 1; }

    /// True: the state was another one.
    bool operator()(const M& model, State& state) {
        if (!any()) return false;
        found_ = false;
        std::vector<std::uint64_t> colours(groups_.size());
        for (std::size_t i = 0; i < groups_.size(); ++i)
            colours[i] = core::hash_number(groups_[i]);
        order(model, state, std::move(colours));
        if (best_ == state) return false;
        std::swap(state, best_);
        return true;
    }

  private:
    using Colours = std::vector<std::uint64_t>;
    using Parts = std::vector<std::uint32_t>;

    void order(const M& model, const State& state, Colours colours) {
        refine(model, state, colours);
        Parts sorted(groups_.size());
        std::iota(sorted.begin(), sorted.end(), 0U);
        std::ranges::stable_sort(
            sorted, {}, [&](std::uint32_t i) { return std::pair(groups_[i], colours[i]); });
        for (std::size_t begin = 0, end = 0; begin < sorted.size(); begin = end) {
            while (end < sorted.size() && groups_[sorted[end]] == groups_[sorted[begin]] &&
                   colours[sorted[end]] == colours[sorted[begin]])
                ++end;
            const std::span cell(sorted.data() + begin, end - begin);
            const Parts firsts = not_twins(model, state, cell);
            if (firsts.size() < 2) continue;
            for (const std::uint32_t part : firsts) {
                Colours own = colours;
                own[part] = core::hash_combine(own[part], individual);
                order(model, state, std::move(own));
            }
            return;
        }
        consider(model, state, sorted);
    }

    /// Colours parts by what is said of them until that tells no more of them apart.
    void refine(const M& model, const State& state, Colours& colours) const {
        if constexpr (requires { model.colour(state, 0U, std::span<const std::uint64_t>()); }) {
            Colours next(colours.size());
            for (std::size_t told = 0, before = count(colours);; before = told) {
                for (std::uint32_t i = 0; i < colours.size(); ++i)
                    next[i] = core::hash_combine(colours[i], model.colour(state, i, colours));
                std::swap(colours, next);
                told = count(colours);
                if (told == before || told == colours.size()) return;
            }
        }
    }

    static std::size_t count(Colours colours) {
        std::ranges::sort(colours);
        return colours.size() - std::ranges::unique(colours).size();
    }

    /// One part of each class of twins among these.
    Parts not_twins(const M& model, const State& state, std::span<const std::uint32_t> cell) {
        Parts firsts;
        for (const std::uint32_t part : cell)
            if (std::ranges::none_of(
                    firsts, [&](std::uint32_t other) { return twins(model, state, part, other); }))
                firsts.push_back(part);
        return firsts;
    }

    bool twins(const M& model, const State& state, std::uint32_t a, std::uint32_t b) {
        to_.resize(groups_.size());
        std::iota(to_.begin(), to_.end(), 0U);
        std::swap(to_[a], to_[b]);
        exchanged_ = state;
        model.permute(exchanged_, to_);
        return exchanged_ == state;
    }

    /// The parts of each group, in this order, become the first, the second, ... of their group.
    void consider(const M& model, const State& state, const Parts& sorted) {
        Parts places(groups_.size());
        std::iota(places.begin(), places.end(), 0U);
        std::ranges::stable_sort(places, {}, [&](std::uint32_t i) { return groups_[i]; });
        to_.resize(groups_.size());
        for (std::size_t i = 0; i < sorted.size(); ++i)
            to_[sorted[i]] = places[i];
        State& candidate = found_ ? exchanged_ : best_;
        candidate = state;
        model.permute(candidate, to_);
        if (found_ && state_less(candidate, best_)) std::swap(candidate, best_);
        found_ = true;
    }

    static constexpr std::uint64_t individual = 0x1d;

    Parts groups_;
    Parts to_;
    State best_;
    State exchanged_;
    bool found_ = false;
};

}  // namespace ordeal::checker
