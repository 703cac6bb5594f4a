#include "harness/checks/eventual.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "core/json.hpp"
#include "core/text/words.hpp"
#include "harness/checks/findings.hpp"

namespace ordeal::harness {

using core::Operation;
using core::Value;
using core::Verdict;

namespace {

/// Both ends included.
struct Range {
    std::int64_t low = 0;
    std::int64_t high = 0;

    bool has(std::int64_t number) const { return low <= number && number <= high; }
    /// One more addition that may be in it, or not.
    void may_add(std::int64_t number) { (number < 0 ? low : high) += number; }
    void surely_adds(std::int64_t number) {
        low += number;
        high += number;
    }
    std::string text() const {
        return low == high ? std::to_string(low) : fmt::format("{} to {}", low, high);
    }
};

std::optional<std::int64_t> number_in(const Value& value) {
    if (!value.is_int()) return std::nullopt;
    return value.as_int();
}

bool adds(const Operation& operation) {
    return operation.f == "add" && may_have_happened(operation);
}

bool reads(const Operation& operation) {
    return operation.f == "read" && is_ok(operation);
}

/// What may be read in the end.
Range final_range(const Operations& operations, std::int64_t initial) {
    Range range{initial, initial};
    for (const Operation* operation : operations) {
        if (!adds(*operation)) continue;
        const std::int64_t number = number_in(operation->argument).value_or(0);
        if (is_ok(*operation))
            range.surely_adds(number);
        else
            range.may_add(number);
    }
    return range;
}

std::string told(const std::string& key, const Operation& read) {
    return fmt::format("key {}: process {} read {} (operation {})", key, read.process,
                       core::to_json(read.result), read.id);
}

/// The first read that returns more, or less, than could have been added until it completed.
std::optional<Evidence> impossible_read(const std::string& key, const Operations& operations,
                                        std::int64_t initial) {
    Operations additions;
    Operations by_end;
    for (const Operation* operation : operations) {
        if (adds(*operation)) additions.push_back(operation);
        if (reads(*operation)) by_end.push_back(operation);
    }
    std::ranges::sort(by_end, {}, [](const Operation* read) { return *read->completed; });
    Range range{initial, initial};
    auto next = additions.begin();  // in order of invocation
    for (const Operation* read : by_end) {
        for (; next != additions.end() && (*next)->invoked < *read->completed; ++next)
            range.may_add(number_in((*next)->argument).value_or(0));
        if (const auto number = number_in(read->result); number && !range.has(*number))
            return Evidence{.explanation = fmt::format("{}, but what had been added makes {}",
                                                       told(key, *read), range.text()),
                            .remark = "only " + range.text() + " was possible",
                            .broken = read};
    }
    return std::nullopt;
}

struct Judged {
    Verdict verdict = Verdict::valid;
    std::string explanation;
    std::size_t final_reads = 0;
    std::optional<Evidence> evidence = {};
};

Judged broken(Evidence evidence) {
    return {Verdict::invalid, evidence.explanation, 0, std::move(evidence)};
}

Judged judge_key(const std::string& key, const Operations& operations, core::Nanoseconds settled,
                 std::int64_t initial) {
    Judged judged;
    const Range range = final_range(operations, initial);
    const Operation* first = nullptr;
    for (const Operation* read : operations) {
        if (!reads(*read)) continue;
        const auto number = number_in(read->result);
        if (!number) return {Verdict::unknown, told(key, *read) + ", which is no integer", 0};
        if (read->invoke_time < settled) continue;
        ++judged.final_reads;
        if (first == nullptr) first = read;
        if (!range.has(*number))
            return broken(
                {.explanation = fmt::format("{} in the end, but the sum of what was added is {}",
                                            told(key, *read), range.text()),
                 .remark = "only " + range.text() + " was possible",
                 .broken = read});
        if (read->result != first->result)
            return broken({.explanation = fmt::format("{} in the end, and {}", told(key, *first),
                                                      told(key, *read)),
                           .remark = fmt::format("process {} read {}", first->process,
                                                 core::to_json(first->result)),
                           .broken = read,
                           .with = {first}});
    }
    if (auto impossible = impossible_read(key, operations, initial))
        return broken(std::move(*impossible));
    if (first == nullptr) return {Verdict::unknown, "key " + key + ": nobody read in the end", 0};
    return judged;
}

/// Of each key that is invalid one example, of many keys the first.
void note(const Evidence& evidence, CheckResult& check) {
    if (check.findings.empty())
        check.findings.push_back({.name = "wrong-reads", .first = evidence.broken->invoke_time});
    Finding& found = check.findings.front();
    ++found.count;
    found.first = std::min(found.first, evidence.broken->invoke_time);
    found.last = std::max(found.last, evidence.broken->invoke_time);
    if (found.examples.size() < Findings::most_examples)
        found.examples.push_back(to_example(evidence));
}

}  // namespace

bool has_eventual(std::string_view model) {
    return model == "counter";
}

CheckResult check_eventual(const std::vector<Operation>& operations, core::Nanoseconds settled,
                           const Value& initial) {
    std::map<std::string, Operations> keys;
    for (const Operation& operation : operations)
        keys[core::to_json(operation.key.value_or(Value()))].push_back(&operation);
    CheckResult check{.name = std::string(eventual), .verdict = Verdict::valid};
    std::size_t final_reads = 0;
    std::size_t troubles = 0;
    for (const auto& [key, of_key] : keys) {
        const Judged judged = judge_key(key, of_key, settled, number_in(initial).value_or(0));
        final_reads += judged.final_reads;
        troubles += judged.verdict != Verdict::valid;
        if (judged.evidence) note(*judged.evidence, check);
        if (core::worst(check.verdict, judged.verdict) == check.verdict) continue;
        check.verdict = judged.verdict;
        check.explanation = judged.explanation;
    }
    if (keys.empty()) return {std::string(eventual), Verdict::unknown, {}, "no operations", {}};
    if (check.explanation.empty())
        check.explanation =
            fmt::format("{} agree with what was added to {}",
                        core::plural(final_reads, "final read"), core::plural(keys.size(), "key"));
    check.details = Value::object(
        {{"keys", keys.size()}, {"troubles", troubles}, {"final-reads", final_reads}});
    return check;
}

}  // namespace ordeal::harness
