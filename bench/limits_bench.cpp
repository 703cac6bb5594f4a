// How long a judgement goes on after it was cancelled, in each of its phases, and how much memory
// it takes where it was given a bound. Prints a line for each history: the longest of several
// delays.
//
//     bench-limits
#include <algorithm>
#include <atomic>
#include <thread>

#include <fmt/format.h>
#include <sys/resource.h>

#include "core/check.hpp"
#include "linearizability/generate_history.hpp"
#include "linearizability/judge.hpp"

namespace {

using namespace ordeal;
using core::Operation;
using linearizability::GenerateOptions;
using linearizability::JudgeOptions;
using linearizability::Violation;
using Clock = std::chrono::steady_clock;

std::vector<Operation> generate(const GenerateOptions& options) {
    const auto history = linearizability::generate_history(options);
    CHECK(history.has_value(), "{}", history.error().message);
    return *core::pair_operations(*history);
}

/// Milliseconds from the cancellation, so long after the start, to the answer.
double delay(const std::vector<Operation>& operations, JudgeOptions options,
             std::chrono::milliseconds after) {
    std::atomic<bool> cancelled = false;
    options.cancelled = &cancelled;
    Clock::time_point asked = Clock::time_point::max();
    std::jthread impatient([&] {
        std::this_thread::sleep_for(after);
        asked = Clock::now();
        cancelled = true;
    });
    CHECK(linearizability::judge(operations, options).has_value());
    const auto answered = Clock::now();
    impatient.join();
    return std::max(0.0, std::chrono::duration<double, std::milli>(answered - asked).count());
}

void print_delays(const char* name, const GenerateOptions& generated, unsigned threads = 1) {
    const auto operations = generate(generated);
    JudgeOptions options;
    options.model = generated.model;
    options.threads = threads;
    double longest = 0;
    for (const int after : {1, 5, 10, 20, 40, 80, 150, 300, 600, 1200, 2400})
        longest = std::max(longest, delay(operations, options, std::chrono::milliseconds(after)));
    fmt::print("{:<44} {:8.1f} ms after being cancelled\n", name, longest);
    std::fflush(stdout);
}

std::size_t peak_bytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return 1024 * static_cast<std::size_t>(usage.ru_maxrss);
}

void print_memory(const char* name, const GenerateOptions& generated) {
    const auto operations = generate(generated);
    JudgeOptions options;
    options.model = generated.model;
    options.minimise = false;
    options.memory_bytes = std::size_t{200} << 20;
    const std::size_t before = peak_bytes();
    const auto judgement = linearizability::judge(operations, options);
    CHECK(judgement.has_value());
    const double share =
        static_cast<double>(peak_bytes() - before) / static_cast<double>(*options.memory_bytes);
    fmt::print("{:<44} {:8.2f} of the {} MB allowed; {}\n", name, share,
               *options.memory_bytes >> 20, core::to_text(judgement->verdict));
    std::fflush(stdout);
}

}  // namespace

int main() {
    print_memory("memory: fifo-queue, 60 at once",
                 {.model = "fifo-queue", .operations = 400, .processes = 60, .values = 3});
    print_delays("fifo-queue, 40 at once, small values",
                 {.model = "fifo-queue", .operations = 5'000, .processes = 40});
    print_delays("stack, 40 at once, small values",
                 {.model = "stack", .operations = 5'000, .processes = 40});
    print_delays("fifo-queue, 600 at once: depth first",
                 {.model = "fifo-queue", .operations = 5'000, .processes = 600});
    print_delays("cas-register, 1000 crashed of 3000, stale", {.operations = 3'000,
                                                               .crashed = 1'000,
                                                               .violation = Violation::end,
                                                               .violation_kind = "stale"});
    print_delays("cas-register, 1000000 by 10",
                 {.operations = 1'000'000, .processes = 10, .violation = Violation::end});
    print_delays("register, all different, 1000000 by 10",
                 {.model = "register", .operations = 1'000'000, .processes = 10, .values = 0});
    print_delays("kv, 1000000 over 1000 keys, 4 threads",
                 {.model = "kv", .operations = 1'000'000, .processes = 20, .keys = 1000}, 4);
    return 0;
}
