#include "harness/shrink/shrink.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <set>
#include <utility>
#include <vector>

#include "core/check.hpp"
#include "harness/checks/eventual.hpp"
#include "harness/shrink/ddmin.hpp"
#include "harness/shrink/simpler.hpp"

namespace ordeal::harness {

using core::Nanoseconds;
using core::Verdict;
using nemesis::FaultPlan;
using namespace std::chrono_literals;

namespace {

class Shrinker {
  public:
    Shrinker(const Trial& written, const ShrinkOptions& options, const TryOut& try_out)
        : best_(written), options_(options), try_out_(try_out), began_(options.clock->now()) {}

    core::Result<ShrinkReport> run() {
        const ScenarioSize before = size_of(best_.scenario);
        if (!accept(best_.scenario)) return core::fail("it does not fail");
        ShrinkReport report;
        for (bool again = true; again && !ended();) {
            const Scenario at_first = best_.scenario;
            round();
            again = best_.scenario != at_first;
            report.complete = !again && !ended();
        }
        report.smallest = best_;
        report.before = before;
        report.after = size_of(best_.scenario);
        report.tries = tries_;
        report.seconds = std::chrono::duration<double>(options_.clock->now() - began_).count();
        return report;
    }

  private:
    void round() {
        cut_tail();
        drop_keys();
        drop_faults();
        drop_clients();
        drop_operations();
        for (const Simplification& simplify : simpler_networks())
            change(simplify);
        drop_nodes();
        for (std::size_t i = 0; i < best_.scenario.nemesis.size(); ++i) {
            drop_links(i);
            drop_targets(i);
            shorten(i);
        }
        const CheckSpec& check = best_.scenario.check;
        if (check.consistency != eventual && check.checks.empty()) {  // they look at a run's end
            close_gaps();
            round_moments();
        }
        accept_other(renumbered(best_.scenario));
        accept_other(with_small_values(best_.scenario));
    }

    bool ended() const {
        return (options_.stop != nullptr && *options_.stop) ||
               (options_.budget && options_.clock->now() - began_ >= *options_.budget);
    }

    /// Whether enough of the tries fail; then it is the best so far.
    bool accept(const Scenario& scenario) {
        if (scenario.workload.operations.empty()) return false;
        std::uint64_t failed = 0;
        for (std::uint64_t i = 0; i < options_.tries && !ended(); ++i) {
            const bool own = i == 0 || options_.same_seed;
            const Trial trial{scenario, own ? best_.seed : i};
            ++tries_;
            const auto result = try_out_(trial);
            if (!result || result->verdict != Verdict::invalid) continue;
            if (++failed < options_.needed) continue;
            best_ = trial;
            tell();
            return true;
        }
        return false;
    }

    bool accept_other(const Scenario& scenario) {
        return scenario != best_.scenario && accept(scenario);
    }

    bool change(const Simplification& simplify) {
        Scenario simpler = best_.scenario;
        simplify(simpler);
        return accept_other(simpler);
    }

    void tell() const {
        if (options_.progress == nullptr) return;
        options_.progress->tries = tries_;
        options_.progress->operations = best_.scenario.workload.operations.size();
        options_.progress->faults = best_.scenario.nemesis.size();
    }

    /// What comes after the failure goes at once, instead of piece by piece: halves, as long as the
    /// first one fails.
    void cut_tail() {
        for (;;) {
            auto operations = best_.scenario.workload.operations;
            std::ranges::stable_sort(operations, {}, &PlannedOperation::at);
            operations.resize((operations.size() + 1) / 2);
            Scenario simpler = best_.scenario;
            simpler.workload.operations = std::move(operations);
            if (!accept_other(simpler)) return;
        }
    }

    /// Leaves out all operations with the same `part_of(operation)` together.
    template <typename PartOf>
    void drop_operations_by(PartOf part_of) {
        const Scenario whole = best_.scenario;
        using Part = decltype(part_of(std::size_t{0}));
        std::vector<Part> parts;
        const auto& operations = whole.workload.operations;
        for (std::size_t i = 0; i < operations.size(); ++i)
            if (std::ranges::find(parts, part_of(i)) == parts.end()) parts.push_back(part_of(i));
        ddmin<Part>(parts, [&](const std::vector<Part>& kept) {
            Scenario simpler = whole;
            simpler.workload.operations.clear();
            for (std::size_t i = 0; i < operations.size(); ++i)
                if (std::ranges::find(kept, part_of(i)) != kept.end())
                    simpler.workload.operations.push_back(operations[i]);
            return accept(simpler);
        });
    }

    void drop_keys() {
        const auto operations = best_.scenario.workload.operations;
        drop_operations_by([&](std::size_t i) { return operations[i].key; });
    }

    void drop_clients() {
        const auto operations = best_.scenario.workload.operations;
        drop_operations_by([&](std::size_t i) { return operations[i].client; });
    }

    void drop_operations() {
        const Scenario whole = best_.scenario;
        ddmin<PlannedOperation>(whole.workload.operations,
                                [&](const std::vector<PlannedOperation>& kept) {
                                    Scenario simpler = whole;
                                    simpler.workload.operations = kept;
                                    return accept(simpler);
                                });
    }

    void drop_faults() {
        const Scenario whole = best_.scenario;
        ddmin<FaultPlan>(whole.nemesis, [&](const std::vector<FaultPlan>& kept) {
            Scenario simpler = whole;
            simpler.nemesis = kept;
            return accept(simpler);
        });
    }

    void drop_nodes() {
        for (auto simpler = with_one_node_less(best_.scenario); simpler && accept(*simpler);)
            simpler = with_one_node_less(best_.scenario);
    }

    void drop_links(std::size_t fault) {
        const Scenario whole = best_.scenario;
        ddmin<CutLink>(links_of(whole.nemesis[fault]), [&](const std::vector<CutLink>& kept) {
            if (kept.empty()) return false;
            Scenario simpler = whole;
            simpler.nemesis[fault].grudge = grudge_of(kept);
            return accept(simpler);
        });
    }

    void drop_targets(std::size_t fault) {
        const Scenario whole = best_.scenario;
        ddmin<nemesis::Node>(whole.nemesis[fault].nodes,
                             [&](const std::vector<nemesis::Node>& kept) {
                                 if (kept.empty()) return false;
                                 Scenario simpler = whole;
                                 simpler.nemesis[fault].nodes = kept;
                                 return accept(simpler);
                             });
    }

    void shorten(std::size_t fault) {
        while (change([fault](Scenario& scenario) {
            Nanoseconds& lasts = *scenario.nemesis[fault].timing.lasts;
            if (lasts > 1ms) lasts /= 2;
        })) {
        }
    }

    /// Time in which nothing begins or ends: none, or else half of it.
    void close_gaps() {
        const Scenario whole = best_.scenario;
        std::vector<Nanoseconds> moments = moments_of(whole);
        std::vector<std::size_t> gaps(moments.size());
        std::iota(gaps.begin(), gaps.end(), std::size_t{0});
        ddmin<std::size_t>(gaps, [&](const std::vector<std::size_t>& kept) {
            return accept_other(with_moments(whole, [&](Nanoseconds moment) {
                Nanoseconds moved{0};
                for (const std::size_t gap : kept)
                    if (moments[gap] <= moment)
                        moved += moments[gap] - (gap == 0 ? 0ns : moments[gap - 1]);
                return moved;
            }));
        });
        while (change([](Scenario& scenario) {
            const auto all = moments_of(scenario);
            if (all.back() > 10ms)
                scenario = with_moments(scenario, [](Nanoseconds moment) { return moment / 2; });
        })) {
        }
    }

    void round_moments() {
        for (const Nanoseconds grain : {Nanoseconds(10ms), Nanoseconds(1ms), Nanoseconds(100us)}) {
            const auto rounded = [grain](Nanoseconds moment) { return moment / grain * grain; };
            const Scenario simpler = with_moments(best_.scenario, rounded);
            if (simpler == best_.scenario || accept(simpler)) return;
        }
    }

    Trial best_;
    const ShrinkOptions& options_;
    const TryOut& try_out_;
    Nanoseconds began_;
    std::uint64_t tries_ = 0;
};

}  // namespace

ScenarioSize size_of(const Scenario& scenario) {
    std::set<std::size_t> clients;
    std::set<std::optional<core::Value>> keys;
    for (const PlannedOperation& operation : scenario.workload.operations) {
        clients.insert(operation.client);
        keys.insert(operation.key);
    }
    const auto moments = moments_of(scenario);
    return {.operations = scenario.workload.operations.size(),
            .faults = scenario.nemesis.size(),
            .nodes = scenario.system.nodes,
            .clients = clients.size(),
            .keys = keys.size(),
            .length = moments.empty() ? 0ns : moments.back()};
}

core::Result<ShrinkReport> shrink(const Trial& written, const ShrinkOptions& options,
                                  const TryOut& try_out) {
    CHECK(options.clock != nullptr && options.tries >= options.needed);
    return Shrinker(written, options, try_out).run();
}

}  // namespace ordeal::harness
