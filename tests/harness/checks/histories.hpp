// Histories for tests of the checks of workloads: written by hand, operation by operation, or with
// random overlaps.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/history/operation.hpp"
#include "core/random.hpp"
#include "harness/checks/check.hpp"

namespace ordeal::harness::testing {

using core::EventType;
using core::Operation;
using core::Value;

/// Operations in the order in which they are begun; each event is at the next position and takes a
/// millisecond.
class Written {
  public:
    /// Begins an operation; its place is what end() is told.
    std::size_t begin(std::int64_t process, std::string f, Value argument = {},
                      std::optional<Value> key = {}) {
        Operation operation;
        operation.id = operations_.size();
        operation.process = process;
        operation.f = std::move(f);
        operation.key = std::move(key);
        operation.argument = std::move(argument);
        operation.invoked = position_;
        operation.invoke_time = tick();
        operations_.push_back(std::move(operation));
        return operations_.size() - 1;
    }

    void end(std::size_t id, EventType outcome, Value result = {}) {
        Operation& operation = operations_[id];
        operation.outcome = outcome;
        if (outcome == EventType::ok) operation.result = std::move(result);
        operation.completed = position_;
        operation.complete_time = tick();
    }

    /// Alone: begun and ended.
    Written& ok(std::int64_t process, std::string f, Value argument, Value result,
                std::optional<Value> key = {}) {
        end(begin(process, std::move(f), std::move(argument), std::move(key)), EventType::ok,
            std::move(result));
        return *this;
    }
    Written& fail(std::int64_t process, std::string f, Value argument = {},
                  std::optional<Value> key = {}) {
        end(begin(process, std::move(f), std::move(argument), std::move(key)), EventType::fail);
        return *this;
    }
    Written& info(std::int64_t process, std::string f, Value argument = {},
                  std::optional<Value> key = {}) {
        end(begin(process, std::move(f), std::move(argument), std::move(key)), EventType::info);
        return *this;
    }

    std::vector<Operation>& operations() { return operations_; }
    const std::vector<Operation>& operations() const { return operations_; }

  private:
    core::Nanoseconds tick() { return core::Nanoseconds(1'000'000 * std::int64_t(position_++)); }

    std::vector<Operation> operations_;
    std::size_t position_ = 0;
};

/// Random operations of a few processes that overlap at random; what they are is up to `make`,
/// which is called when one begins and may set f, key and argument, and `finish`, which is called
/// when one ends and may set outcome and result. A process that ends in info goes on as another
/// one.
template <typename Make, typename Finish>
std::vector<Operation> random_history(core::Random& random, std::size_t operations,
                                      std::size_t processes, Make make, Finish finish) {
    Written written;
    std::vector<std::optional<std::size_t>> open(processes);
    std::vector<std::int64_t> numbers;
    for (std::size_t i = 0; i < processes; ++i)
        numbers.push_back(std::int64_t(i));
    std::size_t ended = 0;
    while (ended < operations) {
        const std::size_t i = random.below(processes);
        if (!open[i]) {
            open[i] = written.begin(numbers[i], "");
            make(written.operations()[*open[i]]);
            continue;
        }
        Operation& operation = written.operations()[*open[i]];
        finish(operation);
        written.end(*open[i], operation.outcome, operation.result);
        if (operation.outcome == EventType::info) numbers[i] += std::int64_t(processes);
        open[i].reset();
        ++ended;
    }
    return written.operations();
}

/// Mostly ok.
inline EventType random_outcome(core::Random& random) {
    const std::uint64_t drawn = random.below(10);
    return drawn == 0 ? EventType::fail : drawn == 1 ? EventType::info : EventType::ok;
}

/// "1 lost: 2, which ... is missing": what a check found, how often, and the first example of each.
inline std::string found_by(const CheckResult& check) {
    std::string text;
    for (const Finding& finding : check.findings)
        text += fmt::format("{}{} {}: {}", text.empty() ? "" : "; ", finding.count, finding.name,
                            finding.examples.front().counterexample.explanation);
    return text;
}

}  // namespace ordeal::harness::testing
