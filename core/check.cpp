#include "core/check.hpp"

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace ordeal::core {

namespace {
std::atomic<std::uint64_t> seed_of_run{0};
}

void set_seed_for_checks(std::uint64_t seed) {
    seed_of_run = seed;
}

void check_failed(std::string_view file, int line, std::string_view condition,
                  std::string_view message) {
    fmt::print(stderr, "{}:{}: broken invariant: {}{}{} (seed {})\n", file, line, condition,
               message.empty() ? "" : ": ", message, seed_of_run.load());
    std::fflush(stderr);
    std::abort();
}

}  // namespace ordeal::core
