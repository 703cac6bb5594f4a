// Ids inside described values: renamed, and looked at without their names. For the symmetry of
// actors, whose states and messages mention each other in structs, containers and variants.
//
// Only what is an actors::Id is seen as one; a number that stands for an actor is not.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "actors/hash.hpp"

namespace ordeal::checker {

/// Ids and what they become; others stay as they are.
struct Renaming {
    std::vector<std::pair<actors::Id, actors::Id>> pairs;

    actors::Id operator()(actors::Id id) const {
        for (const auto& [from, to] : pairs)
            if (from == id) return to;
        return id;
    }
};

/// The value with its ids renamed; containers are in order again.
template <typename T>
T renamed(const T& value, const Renaming& renaming) {
    if constexpr (std::same_as<T, actors::Id>) {
        return renaming(value);
    } else if constexpr (actors::Described<T>) {
        T out = value;
        actors::for_each_member(
            out, [&](std::string_view, auto& member) { member = renamed(member, renaming); });
        return out;
    } else if constexpr (actors::Optional<T>) {
        return value ? T(renamed(*value, renaming)) : T();
    } else if constexpr (actors::Variant<T>) {
        return std::visit([&](const auto& x) { return T(renamed(x, renaming)); }, value);
    } else if constexpr (actors::Tuple<T>) {
        return std::apply([&](const auto&... x) { return T(renamed(x, renaming)...); }, value);
    } else if constexpr (actors::Sequence<T> || actors::Array<T>) {
        T out = value;
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = renamed(value[i], renaming);
        return out;
    } else if constexpr (actors::Set<T>) {
        T out;
        for (const auto& item : value)
            out.insert(renamed(item, renaming));
        return out;
    } else if constexpr (actors::Map<T>) {
        T out;
        for (const auto& [key, item] : value)
            out.emplace(renamed(key, renaming), renamed(item, renaming));
        return out;
    } else {
        return value;
    }
}

/// What a value is but for the names of interchangeable parts, and where it mentions them. Renamed,
/// it has the same shape, and mentions the others in the same places.
struct Outline {
    std::uint64_t shape = 0;
    std::vector<std::pair<std::uint64_t, std::uint32_t>> mentions;  // place, part

    /// What it says of the parts, as far as their colours go.
    std::uint64_t seen(std::span<const std::uint64_t> colours) const {
        std::uint64_t sum = shape;
        for (const auto& [place, part] : mentions)
            sum += core::hash_combine(place, colours[part]);
        return sum;
    }
};

/// Builds an Outline. `parts` are the ids that are interchangeable, with their groups; `self` is
/// the id whose view it is. Sums, not sequences, since a renaming changes the order of sets.
class Outliner {
  public:
    Outliner(std::span<const actors::Id> parts, std::span<const std::uint32_t> groups,
             actors::Id self)
        : parts_(parts), groups_(groups), self_(self) {}

    template <typename T>
    void add(const T& value, std::uint64_t place) {
        if constexpr (std::same_as<T, actors::Id>) {
            mention(value, place);
        } else if constexpr (actors::Described<T>) {
            actors::for_each_member(value, [&](std::string_view, const auto& member) {
                add(member, place = core::hash_combine(place, 1));
            });
        } else if constexpr (actors::Optional<T>) {
            leaf(value.has_value(), place);
            if (value) add(*value, core::hash_combine(place, 2));
        } else if constexpr (actors::Variant<T>) {
            std::visit([&](const auto& x) { add(x, core::hash_combine(place, value.index())); },
                       value);
            leaf(value.index(), place);
        } else if constexpr (actors::Tuple<T>) {
            std::apply(
                [&](const auto&... x) { (add(x, place = core::hash_combine(place, 3)), ...); },
                value);
        } else if constexpr (actors::Sequence<T> || actors::Array<T>) {
            leaf(value.size(), place);
            for (const auto& item : value)
                add(item, place = core::hash_combine(place, 4));
        } else if constexpr (actors::Set<T> || actors::Map<T>) {
            leaf(value.size(), place);
            for (const auto& item : value)
                add(item, core::hash_combine(place, 5));
        } else {
            leaf(actors::hash_of(value), place);
        }
    }
    Outline outline() && { return std::move(outline_); }

  private:
    void leaf(std::uint64_t hash, std::uint64_t place) {
        outline_.shape += core::hash_combine(place, hash);
    }
    void mention(actors::Id id, std::uint64_t place) {
        if (id == self_) return leaf(self_mark, place);
        for (std::uint32_t i = 0; i < parts_.size(); ++i) {
            if (parts_[i] != id) continue;
            leaf(core::hash_combine(part_mark, groups_[i]), place);
            outline_.mentions.emplace_back(place, i);
            return;
        }
        leaf(id.bits(), place);
    }

    static constexpr std::uint64_t self_mark = 0x5e1f;
    static constexpr std::uint64_t part_mark = 0x9a27;

    std::span<const actors::Id> parts_;
    std::span<const std::uint32_t> groups_;
    actors::Id self_;
    Outline outline_;
};

}  // namespace ordeal::checker
