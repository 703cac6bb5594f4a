// How fast histories are read: bytes a second on one thread, from text in memory to events. Each
// history has 100,000 events; the long one, to see that the time grows with the length only, ten
// times as many.
//
//     bench-history --benchmark_filter=jsonl
#include <benchmark/benchmark.h>

#include "core/check.hpp"
#include "core/history/jepsen_event.hpp"
#include "core/history/jsonl.hpp"
#include "core/history/read_history.hpp"
#include "core/json.hpp"
#include "linearizability/generate_history.hpp"

namespace {

using namespace ordeal;
using core::HistoryFormat;

/// Reads and writes of one register, or of a thousand keys with names, with strings as values.
core::History make_history(bool keyed, std::size_t operations) {
    auto history = linearizability::generate_history({.model = "register",
                                                      .operations = operations,
                                                      .processes = 10,
                                                      .keys = keyed ? 1000U : 0U,
                                                      .values = keyed ? 0U : 5U});
    CHECK(history.has_value(), "{}", history.error().message);
    for (core::Event& event : *history) {
        event.time *= 1237;
        if (!keyed) continue;
        event.key = core::Value("key-" + core::to_json(*event.key));
        if (!event.value.is_null())
            event.value = core::Value("value " + core::to_json(event.value) + " of process " +
                                      to_text(event.process));
    }
    return std::move(*history);
}

std::string written(const core::History& history, HistoryFormat format) {
    std::string text = format == HistoryFormat::json ? "[" : "";
    for (const core::Event& event : history) {
        if (format == HistoryFormat::edn)
            append_jepsen_edn(text, event);
        else
            append_event(text, event);
        text += format == HistoryFormat::json ? ",\n" : "\n";
    }
    if (format == HistoryFormat::json) text.replace(text.size() - 2, 1, "]");
    return text;
}

void add(const std::string& name, bool keyed, HistoryFormat format, std::size_t events) {
    benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
        const auto text = written(make_history(keyed, events / 2), format);
        for (auto _ : state) {
            const auto read = core::read_history(text, "generated", format);
            CHECK(read.has_value(), "{}", read.error().message);
            CHECK(read->events.size() == events, "{} events", read->events.size());
            benchmark::DoNotOptimize(read->events.data());
        }
        state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
        state.SetItemsProcessed(static_cast<std::int64_t>(events) * state.iterations());
    })->Unit(benchmark::kMillisecond);
}

}  // namespace

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    for (const auto format : {HistoryFormat::jsonl, HistoryFormat::edn, HistoryFormat::json})
        for (const bool keyed : {false, true})
            add(fmt::format("{}/{}", to_text(format), keyed ? "kv" : "register"), keyed, format,
                100'000);
    for (const auto format : {HistoryFormat::jsonl, HistoryFormat::edn})
        add(fmt::format("{}/register/long", to_text(format)), false, format, 1'000'000);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
