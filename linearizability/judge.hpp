// The one judge: is there an order of the operations, respecting real time, in which a correct
// sequential system would have answered as the clients saw? Used by runs, by `ordeal verify` and
// by the model checker; independent keys are judged apart.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/history/operation.hpp"
#include "core/result.hpp"
#include "core/value.hpp"
#include "core/verdict.hpp"

namespace ordeal::linearizability {

/// How a failed cas is read: as never happened, or as the observation that the state was not
/// `from`.
enum class FailedCas : std::uint8_t { dropped, observed };

/// Who decides: the special case of a model where it applies, else the search; or the search only.
enum class Engine : std::uint8_t { automatic, search };

/// What a history may be asked to keep, the strongest promise first (consistency/promise.hpp).
enum class Promise : std::uint8_t {
    linearizable,
    sequential,
    causal,
    writes_follow_reads,
    monotonic_writes,
    monotonic_reads,
    read_your_writes
};

/// How far a judgement has come, for a status line: written by the judge's threads, read by another
/// one.
struct Progress {
    std::atomic<std::uint64_t> operations{0};      // judged
    std::atomic<std::uint64_t> configurations{0};  // looked at
};

struct JudgeOptions {
    std::string model = "register";  // a name of model_names()
    core::Value initial;             // the state before the first operation
    FailedCas failed_cas = FailedCas::dropped;
    std::optional<core::Nanoseconds> timeout;         // for the whole judgement
    const std::atomic<bool>* cancelled = nullptr;     // polled; set to stop early with `unknown`
    std::atomic<std::int64_t>* looks_left = nullptr;  // for tests: each poll takes one, and at
                                                      // none left it is as if cancelled were set
    unsigned threads = 1;
    std::optional<std::size_t> memory_bytes;  // for the whole judgement; none: no bound
    bool minimise = true;  // of an invalid partition, look for the few operations that break it
    Promise consistency = Promise::linearizable;
    bool weaker = false;  // of an invalid history, say which weaker promises it keeps
    Engine engine = Engine::automatic;
    Progress* progress = nullptr;  // added to from time to time
};

/// Why a partition cannot be linearized. Operations are given by Operation::id.
struct Counterexample {
    std::size_t broken = 0;              // the operation whose return nothing can explain
    std::vector<std::size_t> prefix;     // the longest linearization found of what came before
    std::vector<std::size_t> concerned;  // the few that break it, `broken` among them
    std::vector<std::string> possible;   // states that were possible when `broken` returned
    bool all_possible = true;            // no others were possible; false: others may have been
    std::string explanation;             // one sentence
    std::string remark;                  // beneath `broken` in a picture, where no states are known
};

struct Partition {
    std::optional<core::Value> key;
    core::Verdict verdict = core::Verdict::unknown;
    std::size_t operations = 0;
    std::uint64_t explored = 0;                       // configurations visited
    std::optional<std::vector<std::size_t>> witness;  // when valid: ids in a legal order
    std::optional<Counterexample> counterexample;     // when invalid
    std::string reason;                               // when unknown: why it stopped
};

/// Whether a history keeps a promise that is weaker than linearizability. Operations by id.
struct PromiseVerdict {
    Promise promise = Promise::sequential;
    core::Verdict verdict = core::Verdict::unknown;
    std::optional<std::vector<std::size_t>> witness;  // of sequential, when it was searched for
    std::vector<std::size_t> concerned;               // invalid: those that break it
    std::string explanation;                          // invalid: how. unknown: why
};

struct Judgement {
    core::Verdict verdict = core::Verdict::unknown;
    std::string model;
    std::size_t operations = 0;
    double seconds = 0;
    std::vector<Partition> partitions;  // of a promise other than linearizable: one, of all keys
    std::vector<PromiseVerdict> weaker;
};

/// Names for `--model` and for scenarios.
std::vector<std::string_view> model_names();
/// The functions that operations of the model may have; empty for an unknown model.
std::span<const std::string_view> functions_of(std::string_view model);

/// Error: an unknown model, or an operation that the model does not know (with its id and f).
core::Result<Judgement> judge(const std::vector<core::Operation>& operations,
                              const JudgeOptions& options);

/// The shape that `ordeal verify --json` prints for one history.
core::Value to_value(const Judgement& judgement);
core::Value to_value(const Counterexample& counterexample);

/// A small timeline of the operations concerned and the values that were possible, for a terminal;
/// of a counterexample whose broken operation is not among `operations`, the sentence alone.
std::string explain(const Partition& partition, const std::vector<core::Operation>& operations);

/// Which weaker promises hold of a history that is not linearizable, in a line or two, the
/// weakest broken one with its reason; empty where none was asked about.
std::string explain_weaker(const Judgement& judgement);

}  // namespace ordeal::linearizability
