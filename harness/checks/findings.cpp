#include "harness/checks/findings.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/check.hpp"
#include "core/duration.hpp"
#include "core/json.hpp"
#include "core/text/words.hpp"

namespace ordeal::harness {

using core::EventType;
using core::Operation;
using core::Value;
using core::Verdict;

namespace {

constexpr std::size_t longest_value_bytes = 80;

/// " (the first of 2,131, from 9.697 s to 10.026 s)"; nothing of one alone. Histories without times
/// have zeros.
std::string and_others(std::size_t count, core::Nanoseconds first, core::Nanoseconds last) {
    if (count == 1) return "";
    const bool timed = last != core::Nanoseconds::zero();
    const std::string when =
        timed ? fmt::format(", from {} to {}", core::in_seconds(first), core::in_seconds(last))
              : "";
    return fmt::format(" (the first of {}{})", core::with_commas(count), when);
}

}  // namespace

std::map<Value, Operations> by_key(const std::vector<Operation>& operations) {
    std::map<Value, Operations> keys;
    Operations* last = nullptr;
    Value key;
    for (const Operation& operation : operations) {
        const Value own = operation.key.value_or(Value());
        if (last == nullptr || own != key) last = &keys[own];
        key = own;
        last->push_back(&operation);
    }
    return keys;
}

bool is_ok(const Operation& operation) {
    return operation.outcome == EventType::ok;
}

bool may_have_happened(const Operation& operation) {
    return operation.outcome != EventType::fail;
}

std::string told(const Operation& operation) {
    return fmt::format("process {} (operation {})", operation.process, operation.id);
}

std::string told(const Value& value) {
    std::string text = core::to_json(value);
    if (text.size() <= longest_value_bytes) return text;
    std::size_t end = longest_value_bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;  // not in the middle of a character
    return text.substr(0, end) + "...";
}

std::string of_key(const Value& key) {
    if (key.is_null()) return "";
    return " of key " + (key.is_string() ? key.as_string() : told(key));
}

std::string joined(const std::string& first, const std::string& second) {
    return first.empty() || second.empty() ? first + second : first + "; " + second;
}

Example to_example(const Evidence& evidence) {
    linearizability::Counterexample found;
    found.explanation = evidence.explanation;
    found.remark = evidence.remark;
    found.broken = evidence.broken->id;
    std::set<std::size_t> concerned{found.broken};
    for (const Operation* operation : evidence.with)
        if (operation) concerned.insert(operation->id);
    found.concerned.assign(concerned.begin(), concerned.end());
    return {std::move(found), evidence.conditions};
}

Findings::Findings(std::vector<Name> names) {
    for (const Name& name : names)
        rows_.push_back({.name = name});
}

const Findings::Row& Findings::row(std::string_view name) const {
    const auto found =
        std::ranges::find(rows_, name, [](const Row& candidate) { return candidate.name.name; });
    CHECK(found != rows_.end(), "there is no finding {}", name);
    return *found;
}

void Findings::add(std::string_view name, const Operation& began,
                   const std::function<Evidence()>& tell) {
    Row& found = rows_[static_cast<std::size_t>(&row(name) - rows_.data())];
    const core::Nanoseconds time = began.invoke_time;
    found.first = found.count == 0 ? time : std::min(found.first, time);
    found.last = std::max(found.last, time);
    ++found.count;
    const bool full = found.cases.size() == most_examples;
    if (full && found.cases.back().began->invoked <= began.invoked) return;
    if (full) found.cases.pop_back();
    const auto later = [&](const Case& other) { return other.began->invoked > began.invoked; };
    found.cases.insert(std::ranges::find_if(found.cases, later), {&began, tell()});
}

std::size_t Findings::count(std::string_view name) const {
    return row(name).count;
}

bool Findings::broken() const {
    return std::ranges::any_of(rows_,
                               [](const Row& found) { return found.name.breaks && found.count; });
}

Value Findings::details() const {
    Value details{Value::Object{}};
    for (const Row& found : rows_)
        details.set(found.name.name, found.count);
    return details;
}

std::string Findings::sentence() const {
    std::string text;
    const bool wrong = broken();
    for (const Row& found : rows_)
        if (found.name.breaks == wrong && found.count > 0)
            text = joined(text, found.cases.front().evidence.explanation +
                                    and_others(found.count, found.first, found.last));
    return text;
}

CheckResult Findings::conclude(std::string_view check, Verdict otherwise,
                               const std::string& explanation) const {
    const bool wrong = broken();
    CheckResult result{std::string(check),
                       wrong ? Verdict::invalid : otherwise,
                       details(),
                       wrong ? sentence() : joined(explanation, sentence()),
                       {}};
    for (const Row& found : rows_) {
        if (found.count == 0) continue;
        result.findings.push_back({.name = std::string(found.name.name),
                                   .breaks = found.name.breaks,
                                   .count = found.count,
                                   .first = found.first,
                                   .last = found.last,
                                   .examples = {}});
        for (const Case& found_case : found.cases)
            result.findings.back().examples.push_back(to_example(found_case.evidence));
    }
    return result;
}

}  // namespace ordeal::harness
