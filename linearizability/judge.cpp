#include "linearizability/judge.hpp"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <thread>
#include <utility>

#include "linearizability/consistency/promise.hpp"
#include "linearizability/models.hpp"
#include "linearizability/split.hpp"

namespace ordeal::linearizability {

namespace {

using core::Operation;

/// Judges the parts on as many threads as asked, longest first; each thread takes the next one.
class Pool {
  public:
    Pool(const Model& model, const std::vector<Part>& parts, const JudgeOptions& options,
         const Limits& limits)
        : model_(model),
          parts_(parts),
          options_(options),
          limits_(limits),
          threads_(
              std::clamp<std::size_t>(options.threads, 1, std::max<std::size_t>(parts.size(), 1))),
          held_(bytes_held(parts)),
          out_(parts.size()) {
        order_.resize(parts.size());
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        std::sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
            return std::pair(parts[b].operations.size(), a) <
                   std::pair(parts[a].operations.size(), b);
        });
    }

    std::vector<Partition> run() {
        {
            std::vector<std::jthread> helpers;
            for (std::size_t i = 1; i < threads_; ++i)
                helpers.emplace_back([this] { work(); });
            work();
        }
        return std::move(out_);
    }

  private:
    void work() {
        for (;;) {
            const std::size_t turn = next_++;
            if (turn >= order_.size()) return;
            const Part& part = parts_[order_[turn]];
            Limits limits = limits_.for_one_of(threads_, held_);
            Partition& partition = out_[order_[turn]];
            if (Progress* progress = options_.progress)
                limits.report_to(progress->operations, progress->configurations);
            partition = model_.judge(part.operations, options_, limits);
            limits.reached(part.operations.size());
            if (part.key) partition.key = *part.key;
        }
    }

    /// Of each operation its place, and that in a witness.
    static std::size_t bytes_held(const std::vector<Part>& parts) {
        std::size_t held = 0;
        for (const Part& part : parts)
            held += 2 * sizeof(std::size_t) * part.operations.size();
        return held;
    }

    const Model& model_;
    const std::vector<Part>& parts_;
    const JudgeOptions& options_;
    const Limits& limits_;
    std::size_t threads_;
    std::size_t held_;  // of all parts, to the end
    std::vector<std::size_t> order_;
    std::vector<Partition> out_;
    std::atomic<std::size_t> next_ = 0;
};

/// The verdict on the history of all keys as if it were one key's.
Partition as_partition(PromiseVerdict verdict, const std::vector<Operation>& operations) {
    Partition out;
    out.verdict = verdict.verdict;
    out.operations = operations.size();
    out.witness = std::move(verdict.witness);
    if (verdict.verdict == core::Verdict::unknown) out.reason = std::move(verdict.explanation);
    if (verdict.verdict != core::Verdict::invalid) return out;
    Counterexample& counterexample = out.counterexample.emplace();
    counterexample.concerned = std::move(verdict.concerned);
    counterexample.broken = counterexample.concerned.back();
    counterexample.all_possible = false;
    counterexample.explanation = std::move(verdict.explanation);
    return out;
}

Limits limits_of(const JudgeOptions& options, Limits::TimePoint start) {
    std::optional<Limits::TimePoint> deadline;
    if (options.timeout) deadline = start + *options.timeout;
    Limits limits(deadline, options.cancelled, options.memory_bytes);
    limits.count_looks(options.looks_left);
    return limits;
}

/// Of a history that the limits did not let begin with.
Partition not_begun(std::size_t operations, Limits limits) {
    Partition out;
    out.operations = operations;
    if (!limits.look(0)) limits.look(SIZE_MAX / 2);  // it was memory
    out.reason = limits.reason();
    return out;
}

/// The same options, with what is left of the time.
JudgeOptions from_here(JudgeOptions options, const Limits& limits) {
    if (limits.deadline())
        options.timeout = std::max(*limits.deadline() - std::chrono::steady_clock::now(),
                                   Limits::TimePoint::duration(0));
    return options;
}

/// Of each key.
core::Result<std::vector<Partition>> judge_keys(const Model& model,
                                                const std::vector<Operation>& operations,
                                                const JudgeOptions& options, const Limits& limits) {
    const auto parts = split(model, operations, options.threads, limits);
    if (!parts) return tl::unexpected(parts.error());
    if (!*parts) return std::vector{not_begun(operations.size(), limits)};
    return Pool(model, **parts, options, limits).run();
}

/// Of all keys together, by a promise other than linearizability.
core::Result<std::vector<Partition>> judge_whole(const Model& model,
                                                 const std::vector<Operation>& operations,
                                                 const JudgeOptions& options,
                                                 const Limits& limits) {
    const auto parts = split(model, operations, options.threads, limits);
    if (!parts) return tl::unexpected(parts.error());
    if (!*parts) return std::vector{not_begun(operations.size(), limits)};
    auto verdict = judge_promise(operations, from_here(options, limits), options.consistency);
    return std::vector{as_partition(std::move(verdict), operations)};
}

}  // namespace

std::vector<std::string_view> model_names() {
    std::vector<std::string_view> names;
    for (const Model& model : models())
        names.push_back(model.name);
    return names;
}

std::span<const std::string_view> functions_of(std::string_view name) {
    const Model* model = find_model(name);
    return model ? model->functions : std::span<const std::string_view>{};
}

core::Result<Judgement> judge(const std::vector<Operation>& operations,
                              const JudgeOptions& options) {
    const auto start = std::chrono::steady_clock::now();
    const auto model = known_model(options.model);
    if (!model) return tl::unexpected(model.error());
    if (!can_judge(options.consistency, options.model))
        return core::fail("{} is told of registers only, not of the model {}",
                          to_text(options.consistency), options.model);
    const Limits limits = limits_of(options, start);
    auto partitions = options.consistency == Promise::linearizable
                          ? judge_keys(**model, operations, options, limits)
                          : judge_whole(**model, operations, options, limits);
    if (!partitions) return tl::unexpected(partitions.error());
    Judgement judgement;
    judgement.model = options.model;
    judgement.operations = operations.size();
    judgement.partitions = std::move(*partitions);
    judgement.verdict = core::Verdict::valid;
    for (const Partition& partition : judgement.partitions)
        judgement.verdict = core::worst(judgement.verdict, partition.verdict);
    if (options.weaker && judgement.verdict == core::Verdict::invalid)
        judgement.weaker = judge_weaker(operations, from_here(options, limits));
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    judgement.seconds = seconds.count();
    return judgement;
}

}  // namespace ordeal::linearizability
