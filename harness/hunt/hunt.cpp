#include "harness/hunt/hunt.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>
#include <utility>
#include <vector>

#include "core/check.hpp"
#include "core/random.hpp"

namespace ordeal::harness {

using core::Random;
using core::Verdict;

namespace {

constexpr std::size_t most_kept = 64;

/// What a try can be.
enum Kind : std::size_t { as_it_is, near_the_original, fresh, near_a_kept_one, kinds };

/// How much work a run is, about: its operations.
double cost(const Scenario& scenario) {
    const Phases& phases = scenario.phases;
    const std::chrono::duration<double> length = phases.warm_up + phases.run + phases.recover;
    return 1 + length.count() * scenario.workload.rate;
}

class Hunt {
  public:
    Hunt(const Scenario& scenario, const HuntOptions& options, const TryOut& try_out)
        : original_(scenario), options_(options), try_out_(try_out) {
        CHECK(options.clock != nullptr && options.jobs > 0 && options.batch > 0);
    }

    core::Result<HuntReport> run() {
        const core::Nanoseconds began = options_.clock->now();
        if (options_.budget) deadline_ = began + *options_.budget;
        while (!report_.prey && report_.tries < options_.most_tries && !ended()) {
            try_batch();
            if (report_.tries == 0 && report_.refused > 0) return core::fail("{}", refusal_);
        }
        report_.first_refusal = refusal_;
        report_.seconds = std::chrono::duration<double>(options_.clock->now() - began).count();
        return std::move(report_);
    }

  private:
    struct Tried {
        Trial trial;
        std::optional<core::Result<TrialResult>> result;  // none: there was no time for it
    };

    bool ended() const {
        return (options_.stop != nullptr && *options_.stop) ||
               (deadline_ && options_.clock->now() >= *deadline_);
    }

    /// The kind on which the least work was spent so far.
    Kind next_kind() const {
        if (!options_.vary) return as_it_is;
        const std::size_t known = kept_.empty() ? near_a_kept_one : kinds;
        const auto least = std::min_element(spent_.begin(), spent_.begin() + known);
        return static_cast<Kind>(least - spent_.begin());
    }

    Trial plan(std::uint64_t number) {
        const Kind kind = next_kind();
        Random random = Random(options_.seed).split("hunt").split(number);
        Trial trial{original_, random.split("seed").next() >> 32U};
        const Random inner = random.split("variation");
        if (kind == near_the_original)
            trial.scenario = mutate(original_, original_, options_.variety, inner);
        else if (kind == fresh)
            trial.scenario = vary(original_, options_.variety, inner);
        else if (kind == near_a_kept_one)
            trial.scenario = mutate(random.pick(kept_), original_, options_.variety, inner);
        spent_[kind] += cost(trial.scenario);
        return trial;
    }

    void try_batch() {
        const std::uint64_t left = options_.most_tries - planned_;
        std::vector<Tried> batch(std::min<std::uint64_t>(options_.batch, left));
        for (Tried& tried : batch)
            tried.trial = plan(planned_++);
        carry_out(batch);
        for (std::size_t i = 0; i < batch.size() && !report_.prey; ++i)
            if (batch[i].result) learn(batch[i]);
    }

    /// Tries them all, or until the time is over; none that comes after one that failed.
    void carry_out(std::vector<Tried>& batch) {
        std::atomic<std::size_t> next{0};
        std::atomic<std::size_t> failed{batch.size()};
        const auto work = [&] {
            for (std::size_t i = next++; i < batch.size() && i < failed && !ended(); i = next++)
                if (try_one(batch[i])) {
                    std::size_t before = failed;
                    while (i < before && !failed.compare_exchange_weak(before, i)) {
                    }
                }
        };
        std::vector<std::jthread> threads;
        for (unsigned job = 1; job < options_.jobs; ++job)
            threads.emplace_back(work);
        work();
    }

    /// Whether it failed.
    bool try_one(Tried& tried) {
        tried.result = try_out_(tried.trial);
        const auto& result = *tried.result;
        if (result && options_.progress != nullptr) {
            ++options_.progress->tries;
            options_.progress->milliseconds += static_cast<std::uint64_t>(result->seconds * 1000);
        }
        return result && result->verdict == Verdict::invalid;
    }

    void learn(Tried& tried) {
        const auto& result = *tried.result;
        if (!result) {
            if (report_.refused++ == 0) refusal_ = result.error().message;
            return;
        }
        ++report_.tries;
        report_.virtual_seconds += result->seconds;
        if (result->verdict == Verdict::unknown) ++report_.undecided;
        if (report_.behaviour.add(result->behaviour) > 0) keep(tried.trial.scenario);
        if (result->verdict == Verdict::invalid) confirm(tried.trial, result->fingerprint);
    }

    void keep(const Scenario& variation) {
        ++report_.variations;
        kept_.push_back(variation);
        if (kept_.size() > most_kept) kept_.erase(kept_.begin());
    }

    void confirm(const Trial& trial, std::uint64_t fingerprint) {
        Prey prey{.trial = trial, .number = report_.tries};
        while (prey.again < options_.again) {
            const auto result = try_out_(trial);
            ++prey.again;
            if (!result || result->verdict != Verdict::invalid) continue;
            ++prey.failed_again;
            if (result->fingerprint == fingerprint) ++prey.identical;
        }
        report_.prey = std::move(prey);
    }

    const Scenario& original_;
    const HuntOptions& options_;
    const TryOut& try_out_;
    std::optional<core::Nanoseconds> deadline_;
    std::uint64_t planned_ = 0;
    std::vector<Scenario> kept_;  // variations that showed something, the latest last
    std::array<double, kinds> spent_{};
    HuntReport report_;
    std::string refusal_;
};

}  // namespace

core::Result<HuntReport> hunt(const Scenario& scenario, const HuntOptions& options,
                              const TryOut& try_out) {
    return Hunt(scenario, options, try_out).run();
}

}  // namespace ordeal::harness
