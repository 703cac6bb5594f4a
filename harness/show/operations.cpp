// The parts of a run that are made of its operations: one a line, and their latencies.
#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "core/json.hpp"
#include "core/text/words.hpp"
#include "harness/show/listing.hpp"
#include "harness/show/operations_of.hpp"
#include "harness/show/parts.hpp"
#include "harness/show/text.hpp"

namespace ordeal::harness {

using core::EventType;
using core::Nanoseconds;
using core::Operation;
using core::Result;
using core::Value;

namespace {

std::string line_of(const Operation& operation) {
    const double invoked = std::chrono::duration<double>(operation.invoke_time).count();
    const auto took = operation.complete_time
                          ? as_duration(*operation.complete_time - operation.invoke_time)
                          : "open";
    return fmt::format("{:>8} {:>12.6f} s {:>10} {:>8}  {:<4}  {}\n", operation.id, invoked, took,
                       operation.process, to_text(operation.outcome), deed_of(operation));
}

std::string head() {
    return fmt::format("{:>8} {:>14} {:>10} {:>8}  {:<4}  {}\n", "id", "invoked", "took", "process",
                       "type", "what");
}

struct Latencies {
    std::uint64_t ok = 0;
    std::uint64_t fail = 0;
    std::uint64_t info = 0;
    std::vector<Nanoseconds> times{};  // of those that are ok
};

/// In tenths of a percent, by the nearest rank.
constexpr std::array<std::pair<std::string_view, std::size_t>, 5> quantiles{
    {{"p50", 500}, {"p90", 900}, {"p95", 950}, {"p99", 990}, {"p99.9", 999}}};

Nanoseconds quantile(const std::vector<Nanoseconds>& sorted, std::size_t per_mille) {
    return sorted[(per_mille * sorted.size() + 999) / 1000 - 1];
}

void count(Latencies& latencies, const Operation& operation) {
    if (operation.outcome == EventType::fail) ++latencies.fail;
    if (operation.outcome == EventType::info) ++latencies.info;
    if (operation.outcome != EventType::ok || !operation.complete_time) return;
    ++latencies.ok;
    latencies.times.push_back(*operation.complete_time - operation.invoke_time);
}

Value to_value(const Latencies& latencies) {
    Value value =
        Value::object({{"ok", latencies.ok}, {"fail", latencies.fail}, {"info", latencies.info}});
    if (latencies.times.empty()) return value;
    value.set("min", latencies.times.front().count());
    for (const auto& [name, per_mille] : quantiles)
        value.set(name, quantile(latencies.times, per_mille).count());
    value.set("max", latencies.times.back().count());
    return value;
}

std::string line_of(const std::string& f, const Latencies& latencies) {
    std::string line =
        fmt::format("{:<16} {:>10} {:>8} {:>8}", printable(f, 60), core::with_commas(latencies.ok),
                    core::with_commas(latencies.fail), core::with_commas(latencies.info));
    if (!latencies.times.empty()) {
        line += fmt::format(" {:>10}", as_duration(latencies.times.front()));
        for (const auto& [name, per_mille] : quantiles)
            line += fmt::format(" {:>10}", as_duration(quantile(latencies.times, per_mille)));
        line += fmt::format(" {:>10}", as_duration(latencies.times.back()));
    }
    return line + "\n";
}

std::string table(const std::map<std::string, Latencies>& by_f) {
    std::string text =
        fmt::format("{:<16} {:>10} {:>8} {:>8} {:>10}", "", "ok", "fail", "info", "min");
    for (const auto& [name, per_mille] : quantiles)
        text += fmt::format(" {:>10}", name);
    text += fmt::format(" {:>10}\n", "max");
    for (const auto& [f, latencies] : by_f)
        text += line_of(f, latencies);
    return text;
}

}  // namespace

Value to_value(const Operation& operation) {
    Value value = Value::object({{"id", operation.id},
                                 {"process", operation.process},
                                 {"f", operation.f},
                                 {"type", to_text(operation.outcome)},
                                 {"invoked", operation.invoke_time.count()}});
    if (operation.complete_time) value.set("completed", operation.complete_time->count());
    if (operation.key) value.set("key", *operation.key);
    value.set("argument", operation.argument);
    if (operation.outcome == EventType::ok) value.set("result", operation.result);
    if (operation.error) value.set("error", *operation.error);
    return value;
}

Result<void> show_operations(const PartRequest& request) {
    Listing listing(request, "operations", head());
    OperationVisitor visitor;
    visitor.wanted = [&](const Operation& each) { return request.options.filter.fits(each); };
    visitor.take = [&](const Operation& operation) {
        listing.add([&] { return to_value(operation); }, [&] { return line_of(operation); });
        return true;  // the others are counted
    };
    if (auto visited = visit_operations(request.run / "history.jsonl", visitor); !visited)
        return visited;
    listing.finish();
    return {};
}

Result<void> show_latency(const PartRequest& request) {
    std::map<std::string, Latencies> by_f;
    OperationVisitor visitor;
    visitor.wanted = [&](const Operation& operation) {
        if (request.options.filter.fits(operation)) count(by_f[operation.f], operation);
        return false;
    };
    if (auto visited = visit_operations(request.run / "history.jsonl", visitor); !visited)
        return visited;
    Value document = Value::Object{};
    for (auto& [f, latencies] : by_f) {
        std::ranges::sort(latencies.times);
        document.set(f, to_value(latencies));
    }
    request.sink(request.options.json ? core::to_json(document) : table(by_f));
    return {};
}

}  // namespace ordeal::harness
