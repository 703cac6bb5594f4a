// Mutual exclusion from the outside: a process surely holds a lock from the moment its acquire
// returned ok until it asks to release it. No two such stretches of a key may overlap, whatever
// happened inside the service; a lock that expires while its holder still believes in it breaks
// this, and only a fencing token, which grows with every hold, lets the guarded resource notice
// (Lamport, Chubby's sequencers: Burrows 2006; Kleppmann 2016).
//
// The stretches are sorted by their beginnings, and each is compared with the one before it that
// lasts longest, so the check takes n log n; two overlap if and only if some are neighbours in this
// sense. Tokens are compared with the greatest one that was known before the acquire was invoked.
#pragma once

#include <vector>

#include "core/history/operation.hpp"
#include "harness/checks/check.hpp"

namespace ordeal::harness {

/// "lock": of every key,
/// - "shared": two processes surely held it at the same time;
/// - "twice": a process acquired what it already held;
/// - "token": an acquire that began after another one had returned got no greater token (of
///   acquires whose value is an integer);
/// - "not-held" (only told): a release was acknowledged to a process that held nothing.
/// A release ends the stretch when it is invoked, however it ends. Unknown: no acquire is ok.
CheckResult check_lock(const std::vector<core::Operation>& operations);

}  // namespace ordeal::harness
