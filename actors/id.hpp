// Who sends and who receives: a node ("n1") or a client ("c1"), as one small number. The text is
// the same everywhere (on the wire, in traces, in counterexamples), so no table of names is needed
// and an id inside a message means the same to every node.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace ordeal::actors {

class Id {
  public:
    /// Numbers go up to this one, excluded.
    static constexpr std::uint32_t limit = 1U << 30;

    constexpr Id() = default;  // n0

    /// Requires: number < limit.
    static constexpr Id node(std::uint32_t number) { return Id(number); }
    static constexpr Id client(std::uint32_t number) { return Id(number | client_bit); }

    constexpr bool is_client() const { return (bits_ & client_bit) != 0; }
    constexpr bool is_node() const { return !is_client(); }
    constexpr std::uint32_t number() const { return bits_ & ~client_bit; }
    /// Nodes and clients do not share a value: fit for hashing.
    constexpr std::uint32_t bits() const { return bits_; }
    static constexpr Id from_bits(std::uint32_t bits) { return Id(bits); }

    /// Nodes before clients, then by number.
    friend constexpr auto operator<=>(const Id&, const Id&) = default;

  private:
    static constexpr std::uint32_t client_bit = 1U << 31;
    constexpr explicit Id(std::uint32_t bits) : bits_(bits) {}

    std::uint32_t bits_ = 0;
};

/// "n1" or "c1".
std::string to_text(Id id);
/// Reads what to_text gives, and nothing else ("n01" is an error).
core::Result<Id> parse_id(std::string_view text);

/// What an actor knows of its place: its own id, and the other nodes in ascending order.
struct Self {
    Id id;
    std::vector<Id> peers;

    std::size_t nodes() const { return peers.size() + 1; }
    /// The smallest number of nodes of which any two sets have one in common.
    std::size_t majority() const { return nodes() / 2 + 1; }

    friend bool operator==(const Self&, const Self&) = default;
};

/// The places of n1 .. n`nodes`, each with all others as its peers.
std::vector<Self> selves(std::size_t nodes);

}  // namespace ordeal::actors
