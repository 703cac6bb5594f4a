// From the workload of a scenario to generators: which functions of the model are called, on which
// keys, with which values, how often, and what is read at the end.
#pragma once

#include "core/clock.hpp"
#include "core/result.hpp"
#include "harness/generator/generator.hpp"
#include "harness/scenario/scenario.hpp"

namespace ordeal::harness::gen {

/// Both are for the clients alone, and for a driver with `concurrency` clients whose random numbers
/// are Random(seed).split("workload").
struct Workload {
    /// Endless, at the rate of the scenario. Function (by weight), key ("k0", "k1", ...) and value
    /// of each operation are drawn independently, so the k-th operation of a seed is the same
    /// however fast the system answers; only a cas of distinct values depends on what was seen.
    /// Of a spec with operations of its own: these, and then it is exhausted.
    Generator operations;

    /// Reads of every key at the end, when the system has recovered: see final_reads().
    Generator final_reads;
};

/// Values of writes: drawn from 0 .. values - 1; with `values` 0 ("distinct" in a
/// scenario) no two writes of a run have the same. A cas goes from one value to another one: drawn;
/// with `values` 0 from the last one that was seen of the key. Errors name the field: a model
/// without workload, a function that the model does not have, a weight below 0, a rate below 0.001,
/// no keys or over a million, no clients.
core::Result<Workload> make_workload(const WorkloadSpec& spec);

/// Each client reads each key, one after the other, or, when that would be more than 200 reads,
/// each key is read by so many clients that it is about 200, and at least by one. A read is tried
/// up to 5 times, 100 ms apart, until it is ok. Exhausted at the latest after
/// final_reads_at_most(spec). A generator without operations when the spec wants none.
Generator final_reads(const WorkloadSpec& spec);
core::Nanoseconds final_reads_at_most(const WorkloadSpec& spec);

}  // namespace ordeal::harness::gen
