#include "harness/report/operation_columns.hpp"

#include <algorithm>
#include <chrono>
#include <unordered_map>

#include "core/json.hpp"
#include "core/text/utf8.hpp"

namespace ordeal::harness {

using core::Operation;
using core::Value;

namespace {

/// Different texts, each with the number of its place; of a long one only the beginning is shown.
class Dictionary {
  public:
    std::int64_t place(const Value& value) {
        const auto [found, added] =
            places_.try_emplace(core::to_json(value), static_cast<std::int64_t>(texts_.size()));
        if (added) texts_.push_back(&found->first);
        return found->second;
    }

    std::vector<std::string> cut_to(std::size_t most) const {
        std::vector<std::string> texts;
        for (const std::string* text : texts_)
            texts.push_back(cut_text(*text, most));
        return texts;
    }

    /// The size of each text that is longer than so many bytes, and 0 of the others.
    std::vector<std::int64_t> longer_than(std::size_t most) const {
        std::vector<std::int64_t> sizes;
        for (const std::string* text : texts_)
            sizes.push_back(text->size() > most ? static_cast<std::int64_t>(text->size()) : 0);
        return sizes;
    }

    /// The greatest length to which all texts together take a few megabytes at most.
    std::size_t affordable() const {
        for (const std::size_t most : {4000U, 1000U, 200U}) {
            std::size_t total = 0;
            for (const std::string* text : texts_)
                total += std::min(text->size(), most);
            if (total <= 4'000'000) return most;
        }
        return 60;
    }

  private:
    std::unordered_map<std::string, std::int64_t> places_;  // its keys stay where they are
    std::vector<const std::string*> texts_;
};

std::int64_t microseconds(core::Nanoseconds time) {
    return std::chrono::duration_cast<std::chrono::microseconds>(time).count();
}

std::int64_t outcome_number(const Operation& operation) {
    switch (operation.outcome) {
        case core::EventType::ok:
            return 0;
        case core::EventType::fail:
            return 1;
        default:
            return 2;
    }
}

/// Of each operation its place in the linearization of its key, from 1; 0: it has none.
std::vector<std::int64_t> places_in_order(std::size_t count, const Value& judgement) {
    std::vector<std::int64_t> places(count, 0);
    const Value* partitions = judgement.find("partitions");
    if (!partitions || !partitions->is_list()) return places;
    for (const Value& partition : partitions->as_list()) {
        const Value* order = partition.find("witness");
        if (const Value* found = partition.find("counterexample")) order = found->find("prefix");
        if (!order || !order->is_list()) continue;
        std::int64_t place = 0;
        for (const Value& id : order->as_list())
            if (const auto at = static_cast<std::size_t>(id.as_int()); at < count)
                places[at] = ++place;
    }
    return places;
}

struct Rows {
    std::vector<std::int64_t> invoke, duration, process, f, key, argument, result, outcome, error,
        line, order, unordered;
};

class OperationTable {
  public:
    void add(const Operation& operation, std::int64_t place) {
        const std::int64_t invoked = microseconds(operation.invoke_time);
        rows_.invoke.push_back(invoked);
        rows_.duration.push_back(
            operation.complete_time
                ? std::max<std::int64_t>(0, microseconds(*operation.complete_time) - invoked)
                : -1);
        rows_.process.push_back(operation.process);
        rows_.f.push_back(functions_.place(operation.f));
        const std::int64_t key = operation.key ? keys_.place(*operation.key) : -1;
        rows_.key.push_back(key);
        const bool ok = operation.outcome == core::EventType::ok;
        rows_.argument.push_back(values_.place(operation.argument));
        rows_.result.push_back(ok ? values_.place(operation.result) : -1);
        rows_.outcome.push_back(outcome_number(operation));
        rows_.error.push_back(operation.error ? errors_.place(*operation.error) : -1);
        rows_.line.push_back(static_cast<std::int64_t>(operation.invoked));
        rows_.order.push_back(place == 0 ? 0 : place - before_[key]);
        rows_.unordered.push_back(place == 0);
        ++before_[key];
    }

    void add_to(Columns& columns) const {
        constexpr std::size_t short_text = 400;
        columns.texts("functions", functions_.cut_to(short_text));
        columns.texts("keys", keys_.cut_to(short_text));
        columns.texts("errors", errors_.cut_to(short_text));
        columns.texts("values", values_.cut_to(values_.affordable()));
        columns.numbers("cut", values_.longer_than(values_.affordable()));
        columns.numbers("invoke", rows_.invoke, Coding::differences);
        columns.numbers("duration", rows_.duration);
        columns.numbers("process", rows_.process);
        columns.numbers("f", rows_.f);
        columns.numbers("key", rows_.key);
        columns.numbers("argument", rows_.argument, Coding::differences);
        columns.numbers("result", rows_.result, Coding::differences);
        columns.numbers("outcome", rows_.outcome);
        columns.numbers("error", rows_.error);
        columns.numbers("line", rows_.line, Coding::differences);
        columns.numbers("order", rows_.order);
        columns.numbers("unordered", rows_.unordered);
    }

  private:
    Rows rows_;
    Dictionary functions_, keys_, errors_, values_;
    std::unordered_map<std::int64_t, std::int64_t> before_;  // operations of each key so far
};

}  // namespace

std::string cut_text(const std::string& text, std::size_t most) {
    if (text.size() <= most) return text;
    return text.substr(0, core::utf8_prefix(std::string_view(text).substr(0, most)));
}

void add_operations(Columns& columns, const std::vector<Operation>& operations,
                    const Value& judgement) {
    const auto places = places_in_order(operations.size(), judgement);
    OperationTable table;
    for (std::size_t i = 0; i < operations.size(); ++i)
        table.add(operations[i], places[i]);
    table.add_to(columns);
}

}  // namespace ordeal::harness
