// The operations of each kind of workload, one function at a time: how its key and value are drawn.
// A kind whose operations depend on one another (a lock is released by who holds it) has a
// generator of its own for all of them.
#pragma once

#include <string_view>

#include "harness/generator/generator.hpp"
#include "harness/scenario/scenario.hpp"

namespace ordeal::harness::gen {

using MakeGenerator = Generator (*)(const WorkloadSpec&);

/// Endless calls of one function. Null: there is no such function, or it is not drawn by itself.
MakeGenerator find_function(std::string_view kind, std::string_view function);

/// Endless operations of all functions of a kind. Null: its functions are drawn by themselves.
MakeGenerator find_whole(std::string_view kind);

/// "k0", "k1", ...
core::Value key_name(std::uint64_t number);
/// A key of the workload, each equally likely.
core::Value draw_key(const WorkloadSpec& spec, core::Random& random);
/// A value that no other invocation of the run writes, nor is the initial one.
core::Value distinct_value(const WorkloadSpec& spec, const Context& context);

// ---- Those of a file of their own --------------------------------------------------------------

/// Reads and compare-and-set of registers whose written values are distinct: a cas from a value
/// that was never drawn before has no chance, so this one remembers what was last seen of each key.
Generator cas_of_distinct(const WorkloadSpec& spec);

/// Transactions of 1 to `max-length` steps, ["r", key, null] and [write, key, value], each equally
/// likely. There are spec.keys keys at a time; one that was written `max-writes-per-key` times is
/// retired and a fresh one takes its place. The values written to a key are 1, 2, 3, ...
/// `write` is "append" or "w".
Generator transactions(const WorkloadSpec& spec, std::string_view write);

/// A process that holds no lock acquires one of a key, drawn; one that holds releases it.
Generator locks(const WorkloadSpec& spec);

/// A process first assigns itself some of the keys; then it sends, polls, commits what it has
/// polled, asks what is committed, and assigns again, by the weights of the mix. No two sent values
/// are equal.
Generator streams(const WorkloadSpec& spec);
/// Each client assigns itself all keys and polls until a poll brings nothing, at most so many
/// times.
Generator final_polls(const WorkloadSpec& spec);
inline constexpr std::size_t most_final_polls = 100;

}  // namespace ordeal::harness::gen
