// How long a judgement goes on after it was cancelled, in each of its phases, and how much memory
// it takes where it was given a bound. Prints a line for each history: the longest of several
// delays, as the clock on the wall has it and as CPU time of all threads.
//
//     bench-limits
#include <algorithm>
#include <atomic>
#include <fstream>
#include <thread>

#include <fmt/format.h>
#include <malloc.h>

#include "bench/counted_memory.hpp"
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
struct Delay {
    double wall = 0;
    double cpu = 0;
};

Delay delay(const std::vector<Operation>& operations, JudgeOptions options,
            std::chrono::milliseconds after) {
    std::atomic<bool> cancelled = false;
    options.cancelled = &cancelled;
    Clock::time_point asked = Clock::time_point::max();
    double cpu_asked = 0;
    std::jthread impatient([&] {
        std::this_thread::sleep_for(after);
        asked = Clock::now();
        cpu_asked = bench::cpu_nanoseconds();
        cancelled = true;
    });
    CHECK(linearizability::judge(operations, options).has_value());
    const auto answered = Clock::now();
    const double cpu_answered = bench::cpu_nanoseconds();
    impatient.join();
    if (answered < asked) return {};
    return {std::chrono::duration<double, std::milli>(answered - asked).count(),
            (cpu_answered - cpu_asked) / 1e6};
}

void print_delays(const char* name, const GenerateOptions& generated, unsigned threads = 1) {
    const auto operations = generate(generated);
    JudgeOptions options;
    options.model = generated.model;
    options.threads = threads;
    Delay longest;
    for (const int after : {1, 5, 10, 20, 40, 80, 150, 300, 600, 1200, 2400}) {
        const Delay found = delay(operations, options, std::chrono::milliseconds(after));
        longest = {std::max(longest.wall, found.wall), std::max(longest.cpu, found.cpu)};
    }
    fmt::print("{:<44} {:6.1f} ms after being cancelled, {:6.1f} of CPU time\n", name, longest.wall,
               longest.cpu);
    std::fflush(stdout);
}

/// A figure of the kernel's about this process.
std::size_t resident_bytes(std::string_view name) {
    std::ifstream status("/proc/self/status");
    std::string word;
    std::size_t kilobytes = 0;
    while (status >> word)
        if (word == name) status >> kilobytes;
    return kilobytes << 10;
}

/// From here on the most memory is counted anew, and what is free is given back at once, as in
/// `ordeal verify --memory`.
void forget_peak() {
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    mallopt(M_TRIM_THRESHOLD, 1 << 20);
    std::ofstream("/proc/self/clear_refs") << "5";
}

void print_memory(const char* name, const GenerateOptions& generated) {
    const auto operations = generate(generated);
    JudgeOptions options;
    options.model = generated.model;
    for (const std::size_t megabytes : {50, 200, 1000}) {
        options.memory_bytes = megabytes << 20;
        const std::size_t before = resident_bytes("VmRSS:");
        forget_peak();
        const auto judgement = linearizability::judge(operations, options);
        CHECK(judgement.has_value());
        const double share = static_cast<double>(resident_bytes("VmHWM:") - before) /
                             static_cast<double>(*options.memory_bytes);
        fmt::print("{:<44} {:6.2f} of the {} MB allowed; {}\n", name, share, megabytes,
                   core::to_text(judgement->verdict));
        std::fflush(stdout);
    }
}

}  // namespace

int main() {
    print_memory("memory: fifo-queue, 60 at once",
                 {.model = "fifo-queue", .operations = 400, .processes = 60, .values = 3});
    print_memory(
        "memory: set, 60 at once, 100 crashed",
        {.model = "set", .operations = 2000, .processes = 60, .values = 100, .crashed = 100});
    print_memory("memory: fifo-queue, 600 at once: depth first",
                 {.model = "fifo-queue", .operations = 3'000, .processes = 600, .values = 3});
    print_memory("memory: register, all different, 1000000",
                 {.model = "register", .operations = 1'000'000, .processes = 10, .values = 0});
    print_memory("memory: cas-register, 1000000 by 10",
                 {.operations = 1'000'000, .processes = 10, .violation = Violation::end});
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
