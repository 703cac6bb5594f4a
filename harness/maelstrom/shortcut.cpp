#include "harness/maelstrom/shortcut.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "core/clock.hpp"
#include "core/duration.hpp"
#include "core/text/nearest.hpp"
#include "core/text/words.hpp"

namespace ordeal::harness {

namespace {

using core::Nanoseconds;
using core::Result;
using core::Value;

/// What of a workload Maelstrom's options can change.
struct Workload {
    std::string_view name;
    bool keys = false;
    bool transactions = false;
    bool final_reads = false;  // after the recovery time
};

constexpr std::array workloads = {
    Workload{"broadcast", false, false, true},  Workload{"echo"},
    Workload{"g-counter", false, false, true},  Workload{"g-set", false, false, true},
    Workload{"kafka", true, false, true},       Workload{"lin-kv", true},
    Workload{"pn-counter", false, false, true}, Workload{"txn-list-append", true, true},
    Workload{"txn-rw-register", true, true},    Workload{"unique-ids"},
};

constexpr std::size_t keys_of_lin_kv = 4;
constexpr double most_seconds = 1e6;

std::string duration(double seconds) {
    return core::to_text(Nanoseconds(std::llround(seconds * 1e9)));
}

Result<void> check_seconds(std::string_view option, double seconds, double least) {
    if (seconds >= least && seconds <= most_seconds) return {};
    return core::fail("--{}: {} seconds; give {} to {}", option, seconds, least, most_seconds);
}

/// Braces mean themselves in a word of the command line.
std::string escaped(std::string_view word) {
    std::string text;
    for (const char letter : word) {
        text += letter;
        if (letter == '{' || letter == '}') text += letter;
    }
    return text;
}

Result<std::size_t> number_of_clients(const MaelstromTest& test) {
    const std::string& text = test.concurrency;
    const char* const end = text.data() + text.size();
    std::size_t number = 0;
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    const std::string_view unit(rest, static_cast<std::size_t>(end - rest));
    if (error != std::errc() || number == 0 || (!unit.empty() && unit != "n"))
        return core::fail("--concurrency: {}; give a number like 10, or 4n for four of each node",
                          core::in_quotes(text));
    return unit == "n" ? number * test.node_count : number;
}

Value system_of(const MaelstromTest& test) {
    Value command = Value::List{};
    for (const std::string& word : test.command)
        command.push(escaped(word));
    return Value::object(
        {{"nodes", test.node_count}, {"command", std::move(command)}, {"world", "router"}});
}

Result<Value> network_of(const MaelstromTest& test) {
    if (auto checked = check_seconds("latency", test.latency_ms / 1000, 0); !checked)
        return tl::unexpected(checked.error());
    const std::string mean = duration(test.latency_ms / 1000);
    Value latency = Value::object({{"distribution", test.latency_distribution}, {"mean", mean}});
    if (test.latency_distribution == "uniform") latency.set("jitter", mean);  // from 0 on
    Value network = Value::object({{"latency", std::move(latency)}});
    if (test.loss > 0) network.set("loss", test.loss);
    if (test.duplicate > 0) network.set("duplicate", test.duplicate);
    return network;
}

/// Error: an option of other workloads.
Result<void> check_fit(const MaelstromTest& test, const Workload& workload) {
    const auto misfit = [&](bool given, bool fits, std::string_view option,
                            std::string_view of) -> Result<void> {
        if (!given || fits) return {};
        return core::fail("--{} is of {}, not of {}: leave it out", option, of, workload.name);
    };
    for (const auto& checked :
         {misfit(test.topology.has_value(), workload.name == "broadcast", "topology", "broadcast"),
          misfit(test.max_txn_length.has_value(), workload.transactions, "max-txn-length",
                 "transactions"),
          misfit(test.max_writes_per_key.has_value(), workload.transactions, "max-writes-per-key",
                 "transactions"),
          misfit(test.key_count.has_value(), workload.keys, "key-count", "workloads with keys"),
          misfit(test.consistency.has_value(), workload.transactions || workload.name == "lin-kv",
                 "consistency-models", "lin-kv and transactions")})
        if (!checked) return checked;
    return {};
}

Result<Value> workload_of(const MaelstromTest& test, const Workload& workload) {
    if (auto fits = check_fit(test, workload); !fits) return tl::unexpected(fits.error());
    const auto clients = number_of_clients(test);
    if (!clients) return tl::unexpected(clients.error());
    Value result = Value::object({{"client", "maelstrom"},
                                  {"kind", workload.name},
                                  {"concurrency", *clients},
                                  {"rate", test.rate}});
    if (test.key_count) result.set("keys", *test.key_count);
    if (!test.key_count && workload.name == "lin-kv") result.set("keys", keys_of_lin_kv);
    Value parameters = Value::Object{};
    if (test.max_txn_length) parameters.set("max-length", *test.max_txn_length);
    if (test.max_writes_per_key) parameters.set("max-writes-per-key", *test.max_writes_per_key);
    if (!parameters.as_object().empty()) result.set("parameters", std::move(parameters));
    if (test.topology) result.set("options", Value::object({{"topology", *test.topology}}));
    return result;
}

/// Maelstrom begins a fault after one interval and ends it after another one. Here a run that is
/// short has one, too, and faults of several kinds do not all begin at once.
Value fault_of(std::string_view fault, std::size_t number, const MaelstromTest& test) {
    const double interval = test.nemesis_interval_s;
    const double first = std::min(interval / 2, test.time_limit_s / 4);
    const double lasts = std::min(interval, test.time_limit_s / 2);
    Value plan =
        Value::object({{"fault", fault},
                       {"every", duration(2 * interval)},
                       {"after", duration(first + interval * static_cast<double>(number) / 4)}});
    if (fault == "partition") plan.set("shape", "random-halves");
    if (fault == "kill")
        plan.set("restart-after", duration(lasts / 4));
    else
        plan.set("for", duration(lasts));
    return plan;
}

Result<Value> nemesis_of(const MaelstromTest& test) {
    const auto known = maelstrom_faults();
    Value plans = Value::List{};
    for (std::size_t i = 0; i < test.nemesis.size(); ++i) {
        if (std::ranges::find(known, test.nemesis[i]) == known.end())
            return core::fail("--nemesis: there is no fault {}{}", core::in_quotes(test.nemesis[i]),
                              core::suggestion(test.nemesis[i], known));
        plans.push(fault_of(test.nemesis[i], i, test));
    }
    return plans;
}

Value phases_of(const MaelstromTest& test, const Workload& workload) {
    Value phases = Value::object({{"warm-up", "0"},
                                  {"run", duration(test.time_limit_s)},
                                  {"recover", test.nemesis.empty() ? "0" : "1s"}});
    if (workload.final_reads) phases.set("settle", duration(test.recovery_time_s));
    return phases;
}

Result<Value> check_of(const MaelstromTest& test, const Workload& workload) {
    Value check = Value::Object{};
    if (test.consistency && !workload.transactions) check.set("consistency", *test.consistency);
    if (!test.availability) return check;
    const std::string& text = *test.availability;
    double fraction = text == "total" ? 1 : -1;
    const char* const end = text.data() + text.size();
    if (text != "total" && std::from_chars(text.data(), end, fraction).ptr != end) fraction = -1;
    if (!(fraction >= 0 && fraction <= 1))
        return core::fail("--availability: {}; give total, or a fraction from 0 to 1",
                          core::in_quotes(text));
    check.set("min-ok-fraction", fraction);
    return check;
}

Result<const Workload*> find_workload(std::string_view name) {
    const auto* const found = std::ranges::find(workloads, name, &Workload::name);
    if (found != workloads.end()) return found;
    return core::fail("--workload: there is no workload {}{}", core::in_quotes(name),
                      core::suggestion(name, maelstrom_workloads()));
}

Result<void> check_numbers(const MaelstromTest& test) {
    if (test.command.empty() || test.command.front().empty())
        return core::fail("--bin: give the program that runs a node");
    for (const auto& checked : {check_seconds("time-limit", test.time_limit_s, 0.001),
                                check_seconds("nemesis-interval", test.nemesis_interval_s, 0.001),
                                check_seconds("recovery-time", test.recovery_time_s, 0)})
        if (!checked) return checked;
    return {};
}

}  // namespace

std::vector<std::string_view> maelstrom_workloads() {
    std::vector<std::string_view> names;
    for (const Workload& workload : workloads)
        names.push_back(workload.name);
    return names;
}

std::vector<std::string_view> maelstrom_faults() {
    return {"partition", "kill", "pause"};
}

Result<Value> scenario_document(const MaelstromTest& test) {
    const auto workload = find_workload(test.workload);
    if (!workload) return tl::unexpected(workload.error());
    if (auto checked = check_numbers(test); !checked) return tl::unexpected(checked.error());
    Value document = Value::object({{"name", test.workload}, {"system", system_of(test)}});
    const std::pair<std::string_view, Result<Value>> parts[] = {
        {"network", network_of(test)},
        {"workload", workload_of(test, **workload)},
        {"nemesis", nemesis_of(test)},
        {"phases", phases_of(test, **workload)},
        {"check", check_of(test, **workload)}};
    for (const auto& [name, part] : parts) {
        if (!part) return tl::unexpected(part.error());
        document.set(name, *part);
    }
    return document;
}

}  // namespace ordeal::harness
