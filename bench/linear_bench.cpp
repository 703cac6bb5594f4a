// Does judging take as long, and as much memory, for each operation of a long history as of a short
// one? Judges a hundred different histories of 10,000 operations and one of 1,000,000, so that
// neither lies in the processor's caches before it is judged, and prints for both: nanoseconds of
// CPU time and bytes for each operation, and the ratios. Bytes are the most that were allocated at
// any moment of the judgement, besides the history.
//
//     bench-linear
#include <algorithm>

#include <fmt/format.h>

#include "bench/counted_memory.hpp"
#include "core/check.hpp"
#include "linearizability/generate_history.hpp"
#include "linearizability/judge.hpp"

namespace {

using namespace ordeal;
using core::Operation;
using linearizability::GenerateOptions;

std::vector<Operation> generate(const GenerateOptions& options) {
    const auto history = linearizability::generate_history(options);
    CHECK(history.has_value(), "{}", history.error().message);
    return *core::pair_operations(*history);
}

struct Cost {
    double nanoseconds = 0;  // of each operation
    double bytes = 0;
};

/// The least of three times, so that what the machine does besides counts less.
Cost cost_of(const std::vector<std::vector<Operation>>& histories, const std::string& model) {
    linearizability::JudgeOptions options;
    options.model = model;
    Cost least;
    for (int round = 0; round < 3; ++round) {
        Cost cost;
        std::size_t operations = 0;
        const double start = bench::cpu_nanoseconds();
        for (const auto& history : histories) {
            const std::size_t before = bench::begin_counting();
            const auto judgement = linearizability::judge(history, options);
            CHECK(judgement.has_value() && judgement->verdict == core::Verdict::valid);
            cost.bytes += static_cast<double>(bench::most_held() - before);
            operations += history.size();
        }
        cost.nanoseconds = (bench::cpu_nanoseconds() - start) / static_cast<double>(operations);
        cost.bytes /= static_cast<double>(operations);
        if (round == 0 || cost.nanoseconds < least.nanoseconds) least = cost;
    }
    return least;
}

void print(const char* name, GenerateOptions options) {
    const auto large = cost_of({generate(options)}, options.model);
    options.operations /= 100;
    options.keys = std::max<std::size_t>(options.keys / 100, options.keys ? 1 : 0);
    std::vector<std::vector<Operation>> histories;
    for (options.seed = 0; options.seed < 100; ++options.seed)
        histories.push_back(generate(options));
    const auto small = cost_of(histories, options.model);
    fmt::print("{:<30} ns {:5.0f} {:5.0f} {:5.2f}   bytes {:5.0f} {:5.0f} {:5.2f}\n", name,
               small.nanoseconds, large.nanoseconds, large.nanoseconds / small.nanoseconds,
               small.bytes, large.bytes, large.bytes / small.bytes);
    std::fflush(stdout);
}

}  // namespace

int main() {
    fmt::print("for each operation of 10000, of 1000000, and the ratio\n");
    for (const std::size_t values : {0, 5})
        for (const auto* model : {"register", "cas-register", "set", "fifo-queue"}) {
            const bool searched = values != 0 && std::string_view(model) == "fifo-queue";
            if (searched) continue;  // takes exponential time
            print(fmt::format("{}, {} values", model, values ? "small" : "distinct").c_str(),
                  {.model = model, .operations = 1'000'000, .processes = 10, .values = values});
        }
    print("kv, 1000 operations a key",
          {.model = "kv", .operations = 1'000'000, .processes = 20, .keys = 1000});
    return 0;
}
