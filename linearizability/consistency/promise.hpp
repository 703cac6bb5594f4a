// What a store may promise about the histories of its clients, from the strongest to the weakest,
// and whether a history keeps a promise that is weaker than linearizability.
//
//   linearizable          one order of all operations, in real time (Herlihy & Wing 1990)
//   sequential            one order of all operations, each process in its own order (Lamport 1979)
//   causal                causal convergence: what a session saw or did stays in sight of all that
//                         depends on it, and all agree on the order of the writes of a key
//                         (Bouajjani, Enea, Guerraoui & Hamza 2017, there CCv)
//   writes-follow-reads   who sees a write also sees what its writer had read before
//   monotonic-writes      who sees a write also sees what its writer had written before
//   monotonic-reads       what a session has read stays in sight of that session
//   read-your-writes      what a session has written stays in sight of that session
//
// The last four are the session guarantees of Terry et al. (1994), as visibility and arbitration
// (Viotti & Vukolic 2016): there is *one* order of the writes of each key, and a read returns the
// last write among those that it must see, or a later one. A session is a process. They, and
// causal, are told of registers (register, cas-register, kv, write-once-register) where every value
// that was read has one possible writer; sequential of every model.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/history/operation.hpp"
#include "core/result.hpp"
#include "core/verdict.hpp"
#include "linearizability/judge.hpp"

namespace ordeal::linearizability {

std::string_view to_text(Promise promise);
/// None: there is no promise of this name.
std::optional<Promise> promise_named(std::string_view name);
/// All of them, the strongest first.
std::vector<std::string_view> promise_names();

/// Whether the promise can be asked of histories of the model.
bool can_judge(Promise promise, const std::string& model);

/// Whether the history of all keys together keeps a promise. Requires: not `linearizable`
/// (checked); a model that exists, and operations that it knows (checked).
PromiseVerdict judge_promise(const std::vector<core::Operation>& operations,
                             const JudgeOptions& options, Promise promise);

/// Of each promise weaker than options.consistency whether it is kept, the strongest first; what a
/// kept promise implies is not searched again. Takes a second at most, then the rest is unknown.
std::vector<PromiseVerdict> judge_weaker(const std::vector<core::Operation>& operations,
                                         const JudgeOptions& options);

}  // namespace ordeal::linearizability
