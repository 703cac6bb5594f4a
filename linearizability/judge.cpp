#include "linearizability/judge.hpp"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <thread>
#include <utility>

#include <boost/unordered/unordered_flat_map.hpp>

#include "linearizability/consistency/promise.hpp"
#include "linearizability/models.hpp"

namespace ordeal::linearizability {

namespace {

using core::Operation;

struct Part {
    std::optional<core::Value> key;
    Operations operations;
};

core::Result<void> check(const Model& model, const Operation& operation) {
    if (auto checked = check_operation(model, operation); !checked)
        return core::fail("operation {}: {}", operation.id, checked.error().message);
    if (operation.outcome != core::EventType::info && !operation.completed)
        return core::fail("operation {}: {} is {} but has no completion", operation.id, operation.f,
                          core::to_text(operation.outcome));
    return {};
}

struct HashKey {
    std::size_t operator()(const core::Value* key) const { return key ? key->hash() : 0; }
};
struct EqualKeys {
    bool operator()(const core::Value* a, const core::Value* b) const {
        return a == b || (a && b && *a == *b);
    }
};

/// The error of the first operation that has one; looked for on so many threads.
core::Result<void> check_all(const Model& model, const std::vector<Operation>& operations,
                             unsigned threads) {
    constexpr std::size_t few = 10'000;
    const std::size_t shares = operations.size() < few ? 1 : std::max(threads, 1u);
    std::vector<core::Result<void>> found(shares);
    const auto check_share = [&](std::size_t share) {
        const std::size_t end = operations.size() * (share + 1) / shares;
        for (std::size_t i = operations.size() * share / shares; i < end && found[share]; ++i)
            found[share] = check(model, operations[i]);
    };
    {
        std::vector<std::jthread> helpers;
        for (std::size_t share = 1; share < shares; ++share)
            helpers.emplace_back(check_share, share);
        check_share(0);
    }
    for (auto& checked : found)
        if (!checked) return std::move(checked);
    return {};
}

/// By key, in the order in which keys first appear; operations in order of invocation.
std::vector<Part> split_by_key(const std::vector<Operation>& operations) {
    std::vector<Part> parts;
    boost::unordered_flat_map<const core::Value*, std::size_t, HashKey, EqualKeys> places;
    for (const Operation& operation : operations) {
        const core::Value* key = operation.key ? &*operation.key : nullptr;
        const auto [place, added] = places.try_emplace(key, parts.size());
        if (added) parts.push_back({operation.key, {}});
        parts[place->second].operations.push_back(&operation);
    }
    const auto earlier = [](const Operation* a, const Operation* b) {
        return a->invoked < b->invoked;
    };
    for (Part& part : parts)
        if (!std::is_sorted(part.operations.begin(), part.operations.end(), earlier))
            std::sort(part.operations.begin(), part.operations.end(), earlier);
    return parts;
}

/// Judges the parts on as many threads as asked, longest first; each thread takes the next one.
class Pool {
  public:
    Pool(const Model& model, const std::vector<Part>& parts, const JudgeOptions& options)
        : model_(model),
          parts_(parts),
          options_(options),
          out_(parts.size()),
          start_(std::chrono::steady_clock::now()) {
        order_.resize(parts.size());
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        std::sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
            return std::pair(parts[b].operations.size(), a) <
                   std::pair(parts[a].operations.size(), b);
        });
    }

    std::vector<Partition> run() {
        const std::size_t threads =
            std::clamp<std::size_t>(options_.threads, 1, std::max<std::size_t>(parts_.size(), 1));
        {
            std::vector<std::jthread> helpers;
            for (std::size_t i = 1; i < threads; ++i)
                helpers.emplace_back([this, threads] { work(threads); });
            work(threads);
        }
        return std::move(out_);
    }

  private:
    void work(std::size_t threads) {
        for (;;) {
            const std::size_t turn = next_++;
            if (turn >= order_.size()) return;
            const Part& part = parts_[order_[turn]];
            Limits limits = limits_for(threads);
            Partition& partition = out_[order_[turn]];
            if (Progress* progress = options_.progress)
                limits.report_to(progress->operations, progress->configurations);
            partition = model_.judge(part.operations, options_, limits);
            limits.reached(part.operations.size());
            partition.key = part.key;
        }
    }

    Limits limits_for(std::size_t threads) const {
        std::optional<Limits::TimePoint> deadline;
        if (options_.timeout) deadline = start_ + *options_.timeout;
        std::optional<std::size_t> memory;
        if (options_.memory_bytes) memory = *options_.memory_bytes / threads;
        return {deadline, options_.cancelled, memory};
    }

    const Model& model_;
    const std::vector<Part>& parts_;
    const JudgeOptions& options_;
    std::vector<std::size_t> order_;
    std::vector<Partition> out_;
    std::atomic<std::size_t> next_ = 0;
    Limits::TimePoint start_;
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
    if (auto checked = check_all(**model, operations, options.threads); !checked)
        return tl::unexpected(checked.error());
    if (!can_judge(options.consistency, options.model))
        return core::fail("{} is told of registers only, not of the model {}",
                          to_text(options.consistency), options.model);
    Judgement judgement;
    judgement.model = options.model;
    judgement.operations = operations.size();
    if (options.consistency == Promise::linearizable)
        judgement.partitions = Pool(**model, split_by_key(operations), options).run();
    else
        judgement.partitions.push_back(
            as_partition(judge_promise(operations, options, options.consistency), operations));
    judgement.verdict = core::Verdict::valid;
    for (const Partition& partition : judgement.partitions)
        judgement.verdict = core::worst(judgement.verdict, partition.verdict);
    if (options.weaker && judgement.verdict == core::Verdict::invalid)
        judgement.weaker = judge_weaker(operations, options);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    judgement.seconds = seconds.count();
    return judgement;
}

}  // namespace ordeal::linearizability
