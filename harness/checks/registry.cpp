#include "harness/checks/registry.hpp"

#include <algorithm>
#include <array>

#include "core/check.hpp"
#include "harness/checks/bank.hpp"
#include "harness/checks/counter.hpp"
#include "harness/checks/eventual.hpp"
#include "harness/checks/identity.hpp"
#include "harness/checks/kafka.hpp"
#include "harness/checks/lock.hpp"
#include "harness/checks/queues.hpp"
#include "harness/checks/sets.hpp"

namespace ordeal::harness {

namespace {

using Input = const CheckInput&;

/// The whole of a history without phases.
Window window_of(Input input) {
    if (input.window) return *input.window;
    Window window;
    for (const core::Operation& operation : input.operations)
        window.to =
            std::max({window.to, operation.invoke_time + core::Nanoseconds{1},
                      operation.complete_time.value_or(window.from) + core::Nanoseconds{1}});
    return window;
}

/// Without phases the end begins when the last addition has completed.
core::Nanoseconds end_of_additions(Input input) {
    core::Nanoseconds end{0};
    for (const core::Operation& operation : input.operations)
        if (operation.f == "add")
            end = std::max(end, operation.complete_time.value_or(operation.invoke_time));
    return end;
}

constexpr std::array checks = {
    NamedCheck{"set", [](Input input) { return check_set(input.operations); },
               "What was added is read: nothing lost, unexpected or twice."},
    NamedCheck{"fresh-set",
               [](Input input) { return check_set(input.operations, Staleness::forbidden); },
               "As set, and at once: no read misses what was there before it."},
    NamedCheck{"broadcast",
               [](Input input) {
                   return check_broadcast(input.operations, {input.clients, input.nodes},
                                          input.settled);
               },
               "As set, and every node has all values in the end."},
    NamedCheck{"queue", [](Input input) { return check_queue(input.operations); },
               "What is taken was put in, and once."},
    NamedCheck{"total-queue", [](Input input) { return check_total_queue(input.operations); },
               "As queue, and all that was put in is taken in the end."},
    NamedCheck{"counter",
               [](Input input) { return check_counter(input.operations, input.initial); },
               "Every read lies between what was surely and what may have been added."},
    NamedCheck{eventual,
               [](Input input) {
                   return check_eventual(input.operations,
                                         input.settled.value_or(end_of_additions(input)),
                                         input.initial);
               },
               "In the end all read the same sum of what was added."},
    NamedCheck{"unique-ids", [](Input input) { return check_unique_ids(input.operations); },
               "No identifier was given twice."},
    NamedCheck{"echo", [](Input input) { return check_echo(input.operations); },
               "What was said came back."},
    NamedCheck{
        "bank",
        [](Input input) { return check_bank(input.operations, {input.accounts, input.total}); },
        "The total of all balances stays the same, and none is below 0."},
    NamedCheck{"lock", [](Input input) { return check_lock(input.operations); },
               "No two hold a lock at the same time, and fencing tokens grow."},
    NamedCheck{"kafka", [](Input input) { return check_kafka(input.operations, input.settled); },
               "Logs keep what was sent, at one offset, and polls show it in order."},
    NamedCheck{"transactions", [](Input input) { return check_transactions(input.operations); },
               "Always unknown: transactions are recorded and not judged."},
    NamedCheck{"stats", [](Input input) { return check_stats(input.operations); },
               "Each kind of operation succeeded at least once."},
    NamedCheck{"availability",
               [](Input input) { return check_availability(input.operations, window_of(input)); },
               "How often operations succeeded, and the longest time without."},
    NamedCheck{"latency", [](Input input) { return check_latency(input.operations); },
               "How long operations took."},
};

}  // namespace

std::span<const NamedCheck> named_checks() {
    return checks;
}

std::vector<std::string_view> check_names() {
    std::vector<std::string_view> names;
    for (const NamedCheck& check : checks)
        names.push_back(check.name);
    return names;
}

const NamedCheck* find_check(std::string_view name) {
    const auto* found = std::ranges::find(checks, name, &NamedCheck::name);
    return found == checks.end() ? nullptr : &*found;
}

std::vector<CheckResult> run_named_checks(const std::vector<std::string>& names,
                                          const CheckInput& input) {
    std::vector<CheckResult> results;
    for (const std::string& name : names) {
        const NamedCheck* check = find_check(name);
        CHECK(check != nullptr, "there is no check {}", name);
        results.push_back(check->run(input));
    }
    return results;
}

}  // namespace ordeal::harness
