// What must not change a verdict: other names for processes and values, another file format,
// operations on other keys in between.
#include <algorithm>

#include <gtest/gtest.h>

#include "core/history/jepsen_event.hpp"
#include "core/history/jsonl.hpp"
#include "core/history/read_history.hpp"
#include "core/json.hpp"
#include "core/random.hpp"
#include "linearizability/generate_history.hpp"
#include "linearizability/judge.hpp"

namespace ordeal::testing {
namespace {

using core::Event;
using core::History;
using core::Value;
using linearizability::generate_history;
using linearizability::GenerateOptions;
using linearizability::Violation;

/// What must stay the same: the verdict, and of the first key the operation that broke it.
struct Outcome {
    core::Verdict verdict = core::Verdict::unknown;
    std::size_t operations = 0;
    std::optional<std::size_t> broken;
    friend bool operator==(const Outcome&, const Outcome&) = default;
};

void PrintTo(const Outcome& outcome, std::ostream* out) {
    *out << core::to_text(outcome.verdict) << " of " << outcome.operations << ", broken "
         << (outcome.broken ? std::to_string(*outcome.broken) : "nowhere");
}

/// Of the partition with that key.
Outcome judged(const History& history, const std::string& model,
               const std::optional<Value>& key = {}) {
    const auto operations = core::pair_operations(history);
    EXPECT_TRUE(operations) << operations.error().message;
    linearizability::JudgeOptions options;
    options.model = model;
    options.minimise = false;
    options.timeout = std::chrono::seconds(60);
    const auto judgement = judge(*operations, options);
    EXPECT_TRUE(judgement) << judgement.error().message;
    for (const auto& partition : judgement->partitions) {
        if (partition.key != key) continue;
        Outcome outcome{partition.verdict, partition.operations, {}};
        if (partition.counterexample)  // as the position among the operations of its key
            outcome.broken = static_cast<std::size_t>(
                std::count_if(operations->begin(), operations->end(), [&](const auto& operation) {
                    return operation.key == key && operation.id < partition.counterexample->broken;
                }));
        return outcome;
    }
    ADD_FAILURE() << "no partition of that key";
    return {};
}

struct Planted {
    std::string model;
    History history;
    std::string text;
};

/// Of each model: valid, and with each kind of violation; some operations crashed.
std::vector<Planted> planted(std::size_t keys = 0) {
    std::vector<Planted> out;
    for (const auto model : linearizability::model_names())
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
            GenerateOptions options{.model = std::string(model),
                                    .operations = 24,
                                    .processes = 3,
                                    .keys = keys,
                                    .values = seed == 1 ? 0u : 3u,
                                    .crashed = 2,
                                    .seed = seed};
            const auto add = [&] {
                const auto history = generate_history(options);
                EXPECT_TRUE(history) << history.error().message;
                out.push_back({options.model, *history, options.model + options.violation_kind});
            };
            add();
            options.violation = Violation::middle;
            for (const auto kind : linearizability::violation_kinds(model)) {
                options.violation_kind = kind;
                add();
            }
        }
    return out;
}

TEST(Metamorphic, NamesOfProcesses) {
    core::Random random(1);
    for (const auto& [model, history, text] : planted()) {
        History renamed = history;
        const std::int64_t factor = 7 + static_cast<std::int64_t>(random.below(100));
        for (Event& event : renamed)
            event.process.number = 100'000 - factor * event.process.number;
        EXPECT_EQ(judged(renamed, model), judged(history, model)) << text;
    }
}

/// Numbers become words and words others; null and truth stay.
Value renamed(const Value& value) {
    if (value.is_int()) return "v" + std::to_string(value.as_int() * 7919 % 10'007);
    if (value.is_string()) return value.as_string() + "'";
    if (!value.is_list()) return value;
    Value::List list;
    for (const Value& item : value.as_list())
        list.push_back(renamed(item));
    return list;
}

/// A transaction's values: its functions keep their names.
Value renamed_transaction(const Value& steps) {
    Value::List list;
    for (const Value& step : steps.as_list()) {
        const auto& parts = step.as_list();
        list.push_back(Value::list({parts[0], renamed(parts[1]), renamed(parts[2])}));
    }
    return list;
}

/// A text letter by letter, so that what is joined stays joined.
Value renamed_text(const Value& value) {
    if (!value.is_string()) return value;
    std::string out;
    for (const char letter : value.as_string())
        out += {'<', letter == '!' ? '?' : static_cast<char>(letter ^ 1), '>'};
    return out;
}

TEST(Metamorphic, NamesOfValues) {
    for (const auto& [model, history, text] : planted()) {
        // Their values are not only compared for being equal: they are added, or have an order.
        if (model == "counter" || model == "priority-queue") continue;
        History changed = history;
        for (Event& event : changed)
            event.value = model == "multi-register" ? renamed_transaction(event.value)
                          : model == "append-kv"    ? renamed_text(event.value)
                                                    : renamed(event.value);
        EXPECT_EQ(judged(changed, model), judged(history, model)) << text;
    }
}

/// The history written in a format and read again.
History written(const History& history, core::HistoryFormat format) {
    std::string text;
    for (const Event& event : history) {
        if (format == core::HistoryFormat::edn)
            append_jepsen_edn(text, event);
        else
            append_event(text, event);
        text += '\n';
    }
    const auto read = core::read_history(text, "written");
    EXPECT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->format, format);
    return read->events;
}

TEST(Metamorphic, FormatsOfFiles) {
    for (const std::size_t keys : {0, 1})
        for (const auto& [model, history, text] : planted(keys)) {
            const auto key = keys == 0 ? std::optional<Value>() : Value(0);
            const Outcome plain = judged(history, model, key);
            const History edn = written(history, core::HistoryFormat::edn);
            EXPECT_EQ(judged(edn, model, key), plain) << text;
            const History json = written(edn, core::HistoryFormat::jsonl);
            EXPECT_EQ(judged(json, model, key), plain) << text;
            EXPECT_EQ(judged(written(json, core::HistoryFormat::edn), model, key), plain) << text;
        }
}

/// The events of both, at random in between, each in its order.
History mixed(const History& a, const History& b, core::Random& random) {
    History out;
    for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
        const bool take_a = j == b.size() || (i < a.size() && random.chance(0.5));
        out.push_back(take_a ? a[i++] : b[j++]);
        out.back().index = out.size() - 1;
    }
    return out;
}

TEST(Metamorphic, OperationsOnOtherKeys) {
    core::Random random(2);
    for (const auto& [model, history, text] : planted(1)) {
        auto other = *generate_history({.model = model, .operations = 40, .keys = 3, .seed = 9});
        for (Event& event : other) {
            event.process.number += 1000;
            event.key = Value("other" + core::to_json(*event.key));
        }
        EXPECT_EQ(judged(mixed(history, other, random), model, Value(0)),
                  judged(history, model, Value(0)))
            << text;
    }
}

}  // namespace
}  // namespace ordeal::testing
