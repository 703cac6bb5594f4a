#include <algorithm>
#include <array>
#include <map>
#include <string>

#include <fmt/format.h>

#include "harness/checks/history_checks.hpp"

namespace ordeal::harness {

using core::Value;
using core::Verdict;

namespace {

using Latencies = std::vector<core::Nanoseconds>;

struct Quantile {
    std::string_view name;
    std::size_t percent;
};

constexpr std::array<Quantile, 3> quantiles{{{"p50", 50}, {"p95", 95}, {"p99", 99}}};

std::map<std::string, Latencies> latencies_by_f(const std::vector<core::Operation>& operations) {
    std::map<std::string, Latencies> by_f;
    for (const core::Operation& operation : operations)
        if (operation.outcome == core::EventType::ok && operation.complete_time)
            by_f[operation.f].push_back(*operation.complete_time - operation.invoke_time);
    for (auto& [f, latencies] : by_f)
        std::ranges::sort(latencies);
    return by_f;
}

core::Nanoseconds quantile(const Latencies& sorted, std::size_t percent) {
    return sorted[(percent * sorted.size() + 99) / 100 - 1];
}

Value summary(const Latencies& sorted) {
    Value value = Value::object({{"count", sorted.size()}});
    for (const auto& [name, percent] : quantiles)
        value.set(name, quantile(sorted, percent).count());
    value.set("max", sorted.back().count());
    return value;
}

double in_milliseconds(core::Nanoseconds time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

}  // namespace

CheckResult check_latency(const std::vector<core::Operation>& operations) {
    Value details{Value::Object{}};
    std::string explanation;
    for (const auto& [f, sorted] : latencies_by_f(operations)) {
        details.set(f, summary(sorted));
        explanation += fmt::format(
            "{}{} p50 {:.1f} ms, p99 {:.1f} ms", explanation.empty() ? "" : "; ", f,
            in_milliseconds(quantile(sorted, 50)), in_milliseconds(quantile(sorted, 99)));
    }
    if (explanation.empty()) return {"latency", Verdict::unknown, details, "nothing succeeded", {}};
    return {"latency", Verdict::valid, details, explanation, {}};
}

}  // namespace ordeal::harness
